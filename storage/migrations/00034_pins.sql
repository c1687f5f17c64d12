-- +goose Up

-- Conversations that moderators have pinned are shown first in their community,
-- longest pinned first. Where a community says which those are stands in its
-- document.

alter table thread add column pinned_at bigint not null default 0;
create index thread_pinned on thread (community_id, pinned_at) where pinned_at > 0;

alter table community add column featured text not null default '';
update community set featured = iri || '/featured' where local;
