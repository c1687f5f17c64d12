-- Counting what a reader has not read touches no row of a post: texts make them
-- long, and a home page counts in a hundred threads.

-- +goose Up

create index post_unread on post (thread_id, id, author_id, state);
drop index post_thread;

-- What ends by itself is looked for every minute, among all who are in.
create index membership_end on membership (end_at) where end_at > 0;
create index credential_until on credential (valid_until);
