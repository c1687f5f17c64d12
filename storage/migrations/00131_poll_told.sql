-- +goose Up

-- When other software is told next, or was told last, what a poll has come to: so that of
-- many votes in a short time only the first makes messages.

alter table poll add column told_at bigint not null default 0;
