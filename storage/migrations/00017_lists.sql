-- From when on a status list says what it says: an older one is not taken.

-- +goose Up

alter table status_list add column valid_from bigint not null default 0;
