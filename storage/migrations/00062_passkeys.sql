-- +goose Up

-- Passkeys (WebAuthn): public keys with which accounts are opened, and the
-- challenges that browsers have been given. A challenge is deleted when an answer to
-- it comes, right or wrong; bound is the session that asked.

create table passkey (
    id         {{id}} check (id > 0),
    account_id bigint not null references account (id),
    name       text not null,
    credential bytea not null unique,
    public_key bytea not null,
    sign_count bigint not null,
    flags      bigint not null,
    aaguid     bytea not null,
    transports text not null,
    made_at    bigint not null,
    used_at    bigint not null,
    stopped_at bigint not null
);
create index passkey_account on passkey (account_id, id);

create table passkey_challenge (
    hash       bytea not null primary key,
    purpose    text not null,
    bound      bytea not null,
    account_id bigint not null,
    state      bytea not null,
    expires_at bigint not null
);
create index passkey_challenge_expires on passkey_challenge (expires_at);
