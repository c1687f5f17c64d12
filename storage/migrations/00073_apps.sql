-- +goose Up

-- Apps of others that speak for members (OAuth 2): what registered, the codes with
-- which a member's consent is fetched, and the tokens that came of them. Secrets,
-- codes and tokens are kept as hashes. epoch is that of the account when it agreed:
-- what ends every session ends the tokens. An app's own token has the account 0.

create table oauth_app (
    id         {{id}} check (id > 0),
    client     text not null unique,
    secret     bytea not null,
    name       text not null,
    website    text not null,
    redirects  text not null,
    scopes     text not null,
    created_at bigint not null
);

create table oauth_code (
    hash       bytea not null primary key,
    app_id     bigint not null references oauth_app (id),
    account_id bigint not null references account (id),
    epoch      bigint not null,
    passkey    boolean not null,
    redirect   text not null,
    scopes     text not null,
    challenge  text not null,
    expires_at bigint not null,
    used_at    bigint not null
);
create index oauth_code_expires on oauth_code (expires_at);

create table oauth_token (
    id         {{id}} check (id > 0),
    hash       bytea not null unique,
    app_id     bigint not null references oauth_app (id),
    account_id bigint not null,
    epoch      bigint not null,
    passkey    boolean not null,
    scopes     text not null,
    code       bytea not null,
    created_at bigint not null,
    used_at    bigint not null
);
create index oauth_token_account on oauth_token (account_id, id);
create index oauth_token_code on oauth_token (code);
