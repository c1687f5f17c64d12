-- +goose Up

-- Appeals against what moderators did: at the community's host for another of them
-- to decide, at the home of who appeals so that they read what came of it. One for
-- each decision.

create table appeal (
    id           {{id}} check (id > 0),
    iri          text not null unique,
    community_id bigint not null,
    person_id    bigint not null,
    kind         text not null,
    record_id    bigint not null,
    against      text not null,
    host         text not null,
    code         text not null,
    words        text not null,
    created_at   bigint not null,
    decided_at   bigint not null,
    decided_by   text not null,
    outcome      text not null,
    answer       text not null
);
create index appeal_community on appeal (community_id, decided_at, id);
create index appeal_decision on appeal (person_id, kind, record_id);
