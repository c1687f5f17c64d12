-- +goose Up

-- Whether somebody answers by e-mail, and from when the addresses count that letters
-- gave them: those made before have ended.

create table mail_reply (
    person_id  bigint primary key check (person_id > 0),
    off        boolean not null,
    since      bigint not null,
    updated_at bigint not null
);

-- Mails that came to such addresses, by the digest of their Message-ID: none counts twice.

create table mail_taken (
    person_id bigint not null,
    digest    text not null,
    refused   boolean not null,
    at        bigint not null,
    primary key (person_id, digest)
);
create index mail_taken_of on mail_taken (person_id, at);
create index mail_taken_at on mail_taken (at);
