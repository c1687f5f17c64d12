-- +goose Up

-- Hashtags that somebody wants at hand, by name in lower case. It is theirs alone.

create table followed_tag (
    id         {{id}} check (id > 0),
    person_id  bigint not null,
    name       text not null,
    created_at bigint not null,
    unique (person_id, name)
);
create index followed_tag_list on followed_tag (person_id, id);
