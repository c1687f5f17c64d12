-- +goose Up

-- Pushes to apps: each token has one place where it is told, and one web app uses the
-- same address for several accounts. legacy asks for the coding that came before RFC 8291.

create table push_device_new (
    id         {{id}} check (id > 0),
    person_id  bigint not null,
    epoch      bigint not null,
    name       text not null,
    endpoint   text not null,
    p256dh     text not null,
    auth       text not null,
    told_id    bigint not null,
    created_at bigint not null,
    token_id   bigint not null,
    alerts     text not null,
    policy     text not null,
    legacy     boolean not null default false,
    unique (endpoint, token_id)
);
insert into push_device_new (id, person_id, epoch, name, endpoint, p256dh, auth, told_id, created_at, token_id, alerts, policy)
    select id, person_id, epoch, name, endpoint, p256dh, auth, told_id, created_at, token_id, alerts, policy from push_device;
drop table push_device;
alter table push_device_new rename to push_device;
create index push_device_person on push_device (person_id, id);
