-- +goose Up

-- Accounts that their holders have closed: since when, what becomes of the posts,
-- and when the rest is erased. link is the hash of the secret address at which
-- somebody without an account reads how far it has come.

create table closure (
    account_id bigint not null primary key,
    person_id  bigint not null,
    posts      text not null,
    hosts      text not null,
    link       bytea not null,
    closed_at  bigint not null,
    erase_at   bigint not null,
    left_at    bigint not null,
    erased_at  bigint not null
);
create index closure_link on closure (link);
create index closure_due on closure (erase_at) where erased_at = 0;
