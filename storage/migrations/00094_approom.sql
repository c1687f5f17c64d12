-- +goose Up

-- The community that what somebody writes in an app goes to when it names none; 0
-- for none: then it is refused.

alter table account add column app_room bigint not null default 0;
