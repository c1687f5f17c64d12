-- +goose Up

-- What somebody has written to be posted later. Whether it may be is decided when it is sent.

create table scheduled_post (
    id           {{id}} check (id > 0),
    person_id    bigint not null,
    account_id   bigint not null,
    community_id bigint not null,
    thread_id    bigint not null,
    parent_id    bigint not null,
    title        text not null,
    body         text not null,
    language     text not null,
    send_at      bigint not null,
    created_at   bigint not null,
    updated_at   bigint not null
);
create index scheduled_post_of on scheduled_post (person_id, send_at);
create index scheduled_post_due on scheduled_post (send_at);
