-- +goose Up

-- Warnings and time-outs of members: at the community's host what its moderators
-- did, at a member's home what the member was told. Until when somebody does not
-- write stands on their record, where every decision about them is made.

alter table membership add column silenced_until bigint not null default 0;

create table measure (
    id           bigint not null primary key,
    community_id bigint not null,
    person_id    bigint not null,
    by_whom      text not null,
    kind         text not null,
    code         text not null,
    words        text not null,
    until_at     bigint not null,
    created_at   bigint not null
);
create index measure_community on measure (community_id, id);
create index measure_person on measure (person_id, community_id, id);
