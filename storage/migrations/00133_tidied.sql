-- +goose Up

-- The newest message that somebody had of a conversation when they took it off the list of
-- their apps; it is on that list again when there is a newer one. 0 for never.

alter table conversation_person add column hidden_id bigint not null default 0;
