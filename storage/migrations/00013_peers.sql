-- What operators are asked to look into, and what they tell the public of
-- what went wrong. Incidents are never changed: a correction is a row that
-- names the one it corrects.

-- +goose Up

create index audit_subject on audit (subject, seq);

create table impostor_report (
    id          {{id}} check (id > 0),
    person_id   bigint not null,
    about       text not null,
    place       text not null,
    text        text not null,
    reporter_id bigint not null,
    email       text not null,
    language    text not null,
    created_at  bigint not null,
    decided_at  bigint not null,
    decided_by  text not null,
    outcome     text not null,
    reason      text not null
);
create index impostor_report_open on impostor_report (id) where decided_at = 0;

create table incident (
    id          {{id}} check (id > 0),
    corrects    bigint not null,
    happened_at bigint not null,
    text        text not null,
    by_whom     text not null,
    created_at  bigint not null
);
create index incident_corrects on incident (corrects, id);
