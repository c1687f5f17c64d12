-- +goose Up

-- What somebody would rather not read, or not unasked: words and single posts. It is
-- theirs alone and is applied when something is shown to them.

create table reading_filter (
    id         {{id}} check (id > 0),
    person_id  bigint not null,
    title      text not null,
    contexts   text not null,
    hide       boolean not null,
    expires_at bigint not null,
    words      text not null,
    posts      text not null,
    created_at bigint not null
);
create index reading_filter_of on reading_filter (person_id, id);
