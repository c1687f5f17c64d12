-- +goose Up

-- Guests: who was asked for by a member, in which conversation, and what was
-- decided. Their account ends at end_at whether or not anything tidies up.

alter table account add column end_at bigint not null default 0;

create table guest (
    id            {{id}} check (id > 0),
    community_id  bigint not null,
    thread_id     bigint not null,
    person_id     bigint not null,
    membership_id bigint not null,
    sponsor_id    bigint not null,
    email         text not null,
    name          text not null,
    post          text not null,
    biography     text not null,
    reason        text not null,
    language      text not null,
    days          bigint not null,
    state         text not null,
    asked_at      bigint not null,
    decided_by    text not null,
    decided_at    bigint not null,
    start_at      bigint not null,
    end_at        bigint not null
);
create index guest_thread on guest (thread_id, id);
create index guest_asked on guest (community_id, state, id);
create index guest_person on guest (person_id, community_id) where person_id <> 0;
