-- +goose Up

-- What an operator has to write down about the service, and its terms of use: never
-- changed, each version a row of its own.

create table safety_record (
    id          {{id}} check (id > 0),
    kind        text not null,
    text        text not null,
    happened_at bigint not null,
    due_at      bigint not null,
    by_whom     text not null,
    created_at  bigint not null
);
create index safety_record_kind on safety_record (kind, id);
