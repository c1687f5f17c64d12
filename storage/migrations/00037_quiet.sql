-- +goose Up

-- When people are left in peace: e-mails and pushes wait until it is over. Who
-- has no row here has chosen nothing. Minutes count from midnight in the
-- person's zone.

create table notification_quiet (
    person_id    bigint not null primary key,
    mode         text not null,
    from_minute  bigint not null,
    until_minute bigint not null,
    updated_at   bigint not null
);

-- Terms and days without school, as an operator uploaded them for an authority.
-- place is the authority's name as it is compared, "" for all others.

create table school_span (
    id        {{id}} check (id > 0),
    authority text not null,
    place     text not null,
    name      text not null,
    open      boolean not null,
    from_day  text not null,
    until_day text not null,
    by_whom   text not null,
    at        bigint not null
);
create index school_span_place on school_span (place, from_day);
