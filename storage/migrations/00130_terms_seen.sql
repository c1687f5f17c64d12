-- +goose Up

-- Up to which version of the terms of use the person of an account has said that they have
-- seen them. What holds already counts as seen.

alter table account add column terms_seen bigint not null default 0;
update account set terms_seen = (select coalesce(max(id), 0) from safety_record where kind = 'terms');
