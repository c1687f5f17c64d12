-- +goose Up

-- Where a peer's community serves the files of its posts, as its document says,
-- and what newcomers to a community may read of what was said before them.

alter table community add column files text not null default '';
alter table community add column history text not null default '';
alter table community add column history_from bigint not null default 0;
