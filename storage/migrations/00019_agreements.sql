-- +goose Up

-- When an agreement ends, how many days before its operators were last told so,
-- and what either side offers to go on with: the offer, our half or theirs.

alter table peer add column end_at bigint not null default 0;
alter table peer add column told_days bigint not null default 0;
alter table peer add column next_offer text not null default '';
alter table peer add column next_ours bytea;
alter table peer add column next_theirs bytea;
