-- +goose Up

-- The next key of an issuer: our own, announced and not used yet, or a peer's,
-- seen and not confirmed by two operators yet. Nothing is checked with it.

alter table signing_key add column waiting boolean not null default false;
alter table signing_key add column fingerprint text not null default '';
alter table signing_key add column compared_by text not null default '';
