-- +goose Up

-- Why a moderator removed a post, as a code that each reader's server says in
-- their language.

alter table post add column reason_code text not null default '';
