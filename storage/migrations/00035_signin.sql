-- +goose Up

-- The second factor of an account: a secret that it shares with an app (sealed, of
-- which a step of time counts once), and the codes for when the app is lost.

alter table account add column second_at bigint not null default 0;

create table totp (
    account_id   bigint not null primary key references account (id),
    sealed       bytea not null,
    made_at      bigint not null,
    confirmed_at bigint not null,
    step         bigint not null
);

create table recovery_code (
    account_id bigint not null references account (id),
    hash       bytea not null,
    made_at    bigint not null,
    used_at    bigint not null,
    primary key (account_id, hash)
);
