-- +goose Up

-- What somebody thinks of somebody else, and which posts they keep a hand on. Both
-- are their own: nobody else is shown them, and nothing of them is sent anywhere.

create table stance (
    person_id  bigint not null,
    other_id   bigint not null,
    blocked    boolean not null,
    muted      boolean not null,
    note       text not null,
    updated_at bigint not null,
    primary key (person_id, other_id)
);

-- By the post's own id, so that it finds the post again that has gone and come back.
create table bookmark (
    id         {{id}} check (id > 0),
    person_id  bigint not null,
    object     text not null,
    created_at bigint not null,
    unique (person_id, object)
);
create index bookmark_list on bookmark (person_id, id);
