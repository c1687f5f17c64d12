-- +goose Up

-- Which form wrote a draft: another that knows an older text of it must not
-- replace it unsaid.
alter table draft add column form text not null default '';

-- Whom an @name may name.
create index person_named on person (lower(username));
