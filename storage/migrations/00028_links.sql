-- +goose Up

-- Links between two communities, at least one of which is of this instance:
-- what the offering side has said, what the other has answered, and whose
-- standing rule lets members of the one into the other. A community of a peer
-- says itself which it is linked with; a post says from which community its
-- author has shared it.

create table community_link (
    id         {{id}} check (id > 0),
    iri        text not null,
    from_id    bigint not null,
    to_id      bigint not null,
    kind       text not null,
    effects    text not null,
    state      text not null,
    offer      text not null unique,
    accept     text not null,
    offered    bytea,
    accepted   bytea,
    reason     text not null,
    ended_by   text not null,
    from_rule  bigint not null,
    to_rule    bigint not null,
    created_at bigint not null,
    updated_at bigint not null,
    active_at  bigint not null,
    ended_at   bigint not null
);
create index community_link_from on community_link (from_id, id);
create index community_link_to on community_link (to_id, id);

alter table community add column links text not null default '';
alter table post add column shared_from text not null default '';
