-- +goose Up

-- How far newcomers have come with their first steps, and whether they want to
-- hear of them no more; and which newcomers of a community have been welcomed.

create table welcome (
    person_id {{id}} check (person_id > 0),
    skipped   text not null,
    ended_at  bigint not null
);

create table greeting (
    community_id bigint not null,
    person_id    bigint not null,
    by_id        bigint not null,
    at           bigint not null,
    primary key (community_id, person_id)
);
