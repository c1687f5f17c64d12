-- Visits to the sign-on services of nations and authorities, and what they said
-- of applicants. Of a visit's state, of the session and of whose account it was
-- only hashes are kept, and no token.

-- +goose Up

create table sign_on_attempt (
    id             {{id}} check (id > 0),
    hash           bytea not null,
    application_id bigint not null references application (id),
    service        text not null,
    session        bytea not null,
    asked_at       bigint not null,
    expires_at     bigint not null,
    used_at        bigint not null
);
create unique index sign_on_attempt_hash on sign_on_attempt (hash);
create index sign_on_attempt_application on sign_on_attempt (application_id, asked_at);
create index sign_on_attempt_asked on sign_on_attempt (asked_at);

create table sign_on (
    id             {{id}} check (id > 0),
    application_id bigint not null references application (id),
    service        text not null,
    result         text not null,
    role           boolean not null,
    email          text not null,
    subject        bytea,
    at             bigint not null
);
create index sign_on_application on sign_on (application_id);
create index sign_on_subject on sign_on (subject) where subject is not null;
