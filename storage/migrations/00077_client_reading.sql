-- +goose Up

-- What apps keep on the server: how far somebody has read on each timeline, and
-- which notices they have cleared away there. The pages show a cleared notice as
-- one that was read.

alter table notification add column dismissed boolean not null default false;

create table read_marker (
    person_id  bigint not null,
    timeline   text not null,
    last_id    bigint not null,
    version    bigint not null,
    updated_at bigint not null,
    primary key (person_id, timeline)
);

-- An app that is sent pushes: under which token, and of what. A browser has none.

alter table push_device add column token_id bigint not null default 0;
alter table push_device add column alerts text not null default '';
alter table push_device add column policy text not null default '';
