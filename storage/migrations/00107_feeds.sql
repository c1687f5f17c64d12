-- +goose Up

-- Addresses at which members' programs fetch what is new, or what has a date. Only the
-- hash of an address is kept; epoch is that of the account's sessions, with which it ends.

create table feed (
    id           {{id}} check (id > 0),
    person_id    bigint not null,
    account_id   bigint not null,
    epoch        bigint not null,
    hash         bytea not null,
    name         text not null,
    kind         text not null,
    community_id bigint not null,
    content      boolean not null,
    created_at   bigint not null
);
create unique index feed_hash on feed (hash);
create index feed_of on feed (person_id, id);
