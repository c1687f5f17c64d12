-- +goose Up

-- What people say of themselves, their photograph, and the school they lead.

alter table person add column languages text not null default '';
alter table person add column ask_me text not null default '';
alter table person add column contact text not null default '';
alter table person add column head_since bigint not null default 0;
alter table person add column share_years boolean not null default false;
alter table person add column photo text not null default '';
alter table person add column photo_small text not null default '';
alter table person add column photo_alt text not null default '';
alter table person add column school_ref bigint not null default 0;
alter table person add column terms text not null default '';
create index person_school on person (school_ref) where school_ref <> 0;
create index person_photo on person (photo) where photo <> '';
create index person_photo_small on person (photo_small) where photo_small <> '';

alter table headship add column school_ref bigint not null default 0;
create index headship_school on headship (school_ref) where school_ref <> 0;

create table school (
    id           {{id}} check (id > 0),
    nation       text not null,
    register_id  text not null,
    name         text not null,
    folded       text not null,
    authority    text not null,
    authority_id text not null,
    place        text not null,
    phase        text not null,
    created_at   bigint not null
);
create unique index school_register on school (nation, register_id) where register_id <> '';
create index school_folded on school (folded);

-- The directory: one row for each stretch of time in which somebody's
-- credentials make them listed, with what it is narrowed by, and the words and
-- values by which people are found.

create table listing (
    person_id  bigint not null,
    from_at    bigint not null,
    until_at   bigint not null,
    nation     text not null,
    phase      text not null,
    languages  text not null,
    contact    boolean not null,
    head_since bigint not null,
    primary key (person_id, from_at)
) {{clustered}};

create table person_term (
    term      text {{bytes}} not null,
    person_id bigint not null,
    primary key (term, person_id)
) {{clustered}};
create index person_term_person on person_term (person_id);
