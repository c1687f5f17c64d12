-- +goose Up

-- Private messages between heads. A conversation has the people that it began
-- with and nobody else, ever. Whoever a message reached has a row for it: what
-- is shown to somebody is what they have a row of, and nothing besides.

create table conversation (
    id         {{id}} check (id > 0),
    iri        text not null unique,
    starter_id bigint not null,
    created_at bigint not null
);

-- last_id is the newest message that the person has, 0 for none.
create table conversation_person (
    conversation_id bigint not null references conversation (id),
    person_id       bigint not null,
    last_id         bigint not null,
    read_id         bigint not null,
    left_at         bigint not null,
    primary key (conversation_id, person_id)
);
create index conversation_person_list on conversation_person (person_id, last_id);

create table message (
    id              {{id}} check (id > 0),
    iri             text not null unique,
    activity_iri    text not null unique,
    conversation_id bigint not null references conversation (id),
    author_id       bigint not null,
    language        text not null,
    source          text not null,
    html            text not null,
    published_at    bigint not null,
    created_at      bigint not null,
    deleted_at      bigint not null
);

create table message_person (
    message_id      bigint not null references message (id),
    person_id       bigint not null,
    conversation_id bigint not null,
    state           text not null,
    reason          text not null,
    at              bigint not null,
    primary key (message_id, person_id)
);
create index message_person_list on message_person (person_id, conversation_id, message_id);
