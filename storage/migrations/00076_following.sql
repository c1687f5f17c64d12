-- +goose Up

-- Whose posts somebody reads on a page of their own, and lists of people that they
-- have made for that. Both are theirs alone: nobody else is shown them, and nothing
-- of them is sent anywhere.

create table following (
    person_id  bigint not null,
    other_id   bigint not null,
    created_at bigint not null,
    primary key (person_id, other_id)
);

create table people_list (
    id         {{id}} check (id > 0),
    person_id  bigint not null,
    title      text not null,
    created_at bigint not null
);
create index people_list_of on people_list (person_id, id);

create table people_list_entry (
    list_id   bigint not null references people_list (id),
    other_id  bigint not null,
    person_id bigint not null,
    added_at  bigint not null,
    primary key (list_id, other_id)
);
create index people_list_entry_of on people_list_entry (person_id, other_id);
