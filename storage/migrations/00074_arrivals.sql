-- +goose Up

-- Posts in the order in which they arrived in a community.

create index post_arrival on post (community_id, id);
drop index post_community;
