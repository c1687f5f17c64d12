-- +goose Up

-- Moderators whose home is another instance. A community says where its queue
-- and its moderators are; what one of ours decides about a community of another
-- instance is kept until its host has had time to refuse it.

alter table community add column queue text not null default '';
alter table community add column moderators text not null default '';
update community set queue = iri || '/queue', moderators = iri || '/moderators' where local;

create table moderation_act (
    id           {{id}} check (id > 0),
    community_id bigint not null,
    person_id    bigint not null,
    activity     text not null unique,
    kind         text not null,
    object       text not null,
    answer       text not null,
    created_at   bigint not null,
    answered_at  bigint not null
);
create index moderation_act_person on moderation_act (person_id, community_id, id);
