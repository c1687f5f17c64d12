-- What nations publish about schools. Names of heads are not kept: heads holds
-- keyed hashes of sixteen bytes each, one after the other, and the key lies
-- outside the database.

-- +goose Up

create table register_school (
    id           {{id}} check (id > 0),
    nation       text not null,
    register_id  text not null,
    name         text not null,
    folded       text not null,
    authority    text not null,
    authority_id text not null,
    phase        text not null,
    kind         text not null,
    status       text not null,
    place        text not null,
    mailbox      text not null,
    website      text not null,
    opened_at    bigint not null,
    closed_at    bigint not null,
    heads        bytea,
    digest       text not null,
    heads_at     bigint not null,
    imported_at  bigint not null,
    unique (nation, register_id)
);
create index register_school_folded on register_school (folded);

create table register_link (
    nation      text not null,
    predecessor text not null,
    successor   text not null,
    kind        text not null,
    at          bigint not null,
    primary key (nation, predecessor, successor)
);
create index register_link_successor on register_link (nation, successor);

create table register_import (
    id        {{id}} check (id > 0),
    source    text not null,
    nation    text not null,
    rows      bigint not null,
    added     bigint not null,
    changed   bigint not null,
    unchanged bigint not null,
    passed    bigint not null,
    absent    bigint not null,
    heads     bigint not null,
    confirm   bigint not null,
    by_whom   text not null,
    at        bigint not null
);

-- A headship that the register no longer bears out: it holds until ends_at and
-- must have been confirmed by then.

create table confirmation (
    id          {{id}} check (id > 0),
    person_id   bigint not null references person (id),
    nation      text not null,
    register_id text not null,
    reason      text not null,
    start_at    bigint not null,
    end_at      bigint not null,
    closed_at   bigint not null,
    outcome     text not null,
    by_whom     text not null
);
create unique index confirmation_open on confirmation (person_id) where closed_at = 0;
create index confirmation_end on confirmation (end_at) where closed_at = 0;
create index person_school_id on person (nation, school_id) where local;
