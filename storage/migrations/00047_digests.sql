-- +goose Up

-- Who wants an e-mail of what is new, daily or weekly, and up to when they have
-- been told. at_minute counts from midnight in the person's zone, sent_day is
-- the day there of the last one.

create table digest (
    person_id  bigint not null primary key,
    mode       text not null,
    at_minute  bigint not null,
    next_at    bigint not null,
    told_until bigint not null,
    sent_day   text not null,
    updated_at bigint not null
);
create index digest_next on digest (next_at) where next_at > 0;

-- Whether e-mails about a community that is not open may hold what was written
-- there.

alter table notification_place add column content boolean not null default false;
