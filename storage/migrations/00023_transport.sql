-- +goose Up

-- The form of signature that a server was last seen to take: draft-cavage, or
-- RFC 9421.

create table signature_form (
    host       text not null primary key,
    form       text not null,
    learned_at bigint not null
);

-- The process that works on a lane which only one may work on, and until when.

alter table lane add column runner text not null default '';
alter table lane add column runner_until bigint not null default 0;
