-- +goose Up

-- What moderators have done in a community, for its members: a chain of hashes for
-- each community, kept by its host. Of a peer's community the end that was last
-- seen is kept, so that nobody can shorten or change it unseen.

alter table community add column modlog text not null default '';
update community set modlog = iri || '/modlog' where local;

create table modlog (
    community_id bigint not null,
    seq          bigint not null,
    community    text not null,
    prev         text not null,
    hash         text not null,
    actor        text not null,
    act          text not null,
    object       text not null,
    reason       text not null,
    at           bigint not null,
    primary key (community_id, seq)
);

create table modlog_seen (
    community_id bigint not null primary key,
    seq          bigint not null,
    hash         text not null,
    seen_at      bigint not null,
    fault        text not null,
    fault_at     bigint not null
);
