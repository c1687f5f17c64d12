-- +goose Up

-- How many posts an hour a new member may write in a community of ours, and for how many
-- days after joining they are new; 0 for no limit.

alter table community add column pace bigint not null default 0;
alter table community add column pace_days bigint not null default 0;
