-- +goose Up

-- What is shown of a session to its holder, and the browsers (hash of a cookie's
-- secret) from which an account was opened before: of a new one a letter tells.

alter table session add column id bigint not null default 0;
alter table session add column device text not null default '';
alter table session add column name text not null default '';
alter table session add column began_at bigint not null default 0;
alter table session add column seen_at bigint not null default 0;

create table known_device (
    account_id bigint not null references account (id),
    hash       bytea not null,
    seen_at    bigint not null,
    primary key (account_id, hash)
);
