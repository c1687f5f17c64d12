-- Who asks to be admitted, the evidence for it, who was asked to vouch, and
-- codes that were sent to schools' published mailboxes. Of codes and links only
-- hashes are kept.

-- +goose Up

create table application (
    id              {{id}} check (id > 0),
    state           text not null,
    email           text not null,
    language        text not null,
    name            text not null,
    skeleton        text not null,
    post            text not null,
    manner          text not null,
    nation          text not null,
    register_id     text not null,
    school          text not null,
    authority       text not null,
    authority_id    text not null,
    other_schools   text not null,
    from_at         bigint not null,
    until_at        bigint not null,
    biography       text not null,
    token_hash      bytea,
    token_until     bigint not null,
    person_id       bigint not null,
    account_id      bigint not null,
    created_at      bigint not null,
    confirmed_at    bigint not null,
    decided_at      bigint not null,
    decided_by      text not null,
    reason          text not null,
    appeal          text not null,
    appealed_at     bigint not null,
    refused_by      text not null,
    proposed_by     text not null,
    proposed_reason text not null,
    proposed_at     bigint not null,
    email_folded    text not null
);
create index application_state on application (state, id);
create index application_email on application (email_folded, created_at);
create index application_person on application (person_id) where person_id <> 0;
create index application_token on application (token_hash) where token_until <> 0;
create index application_school on application (nation, register_id) where register_id <> '';
create index application_skeleton on application (skeleton);

create table evidence (
    id             {{id}} check (id > 0),
    application_id bigint not null references application (id),
    kind           text not null,
    named          boolean not null,
    by_whom        text not null,
    ref            text not null,
    note           text not null,
    at             bigint not null
);
create index evidence_application on evidence (application_id);

create table vouch (
    id             {{id}} check (id > 0),
    application_id bigint not null references application (id),
    email          text not null,
    person_id      bigint not null,
    asked_at       bigint not null,
    answered_at    bigint not null,
    answer         text not null
);
create index vouch_application on vouch (application_id);
create index vouch_person on vouch (person_id, answered_at) where person_id <> 0;

create table mailbox_code (
    id             {{id}} check (id > 0),
    application_id bigint not null references application (id),
    mailbox        text not null,
    hash           bytea,
    asked_at       bigint not null,
    expires_at     bigint not null,
    tries          bigint not null,
    used_at        bigint not null
);
create index mailbox_code_application on mailbox_code (application_id);
