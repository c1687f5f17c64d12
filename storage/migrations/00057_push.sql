-- +goose Up

-- Browsers to which a person is sent pushes, and of which topics. told_id is the
-- newest notice that a device was told of; epoch is that of the account when it
-- was added: what ends every session ends the devices.

create table push_device (
    id         {{id}} check (id > 0),
    person_id  bigint not null,
    epoch      bigint not null,
    name       text not null,
    endpoint   text not null unique,
    p256dh     text not null,
    auth       text not null,
    told_id    bigint not null,
    created_at bigint not null
);
create index push_device_person on push_device (person_id, id);

create table push_choice (
    person_id bigint not null primary key,
    topics    text not null
);
