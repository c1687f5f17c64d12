-- +goose Up

-- From which actor of other software a vote came, while it is kept; 0 for one that was
-- cast in the pages.

alter table poll_ballot add column outside bigint not null default 0;
