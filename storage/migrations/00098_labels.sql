-- +goose Up

-- What a conversation's first post said of it: '', 'chatham-house' or 'confidential'. A
-- draft and what is to be posted later keep it, so that nothing comes back without it.

alter table thread add column label text not null default '';
alter table draft add column label text not null default '';
alter table scheduled_post add column label text not null default '';
