-- What a log is asked for by more than the place of an entry is found by what is asked
-- for: an index that begins with the community lets a planner that has not looked at the
-- table yet read the whole log of a community. Entries about an object are found by its
-- hash, which the table has an index of already. Nothing asks when something was received.

-- +goose Up

drop index log_entry_activity;
create index log_entry_activity on log_entry (activity, community_id, epoch, seq);
drop index log_entry_hash;
create index log_entry_hash on log_entry (object_hash, community_id, epoch, seq);
drop index log_entry_object;

drop index received_at;

-- +goose StatementBegin
{{search_many}}
-- +goose StatementEnd
