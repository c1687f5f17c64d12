-- Reading: where a post hangs in its thread, what a reader has seen ahead of
-- their mark, and how many heads have read a post.

-- +goose Up

-- The direct answer to the first post that a post hangs below, itself where it
-- is one; 0 for the first post.
alter table post add column branch_id bigint not null default 0;

with recursive under (id, top) as (
    select p.id, p.id from post p join thread t on t.id = p.thread_id
        where p.id <> t.root_id and (p.parent_id = 0 or p.parent_id = t.root_id)
    union all
    select p.id, u.top from under u join post p on p.parent_id = u.id
)
update post set branch_id = under.top from under where under.id = post.id;

-- The shape of a thread is read without its words.
create index post_branch on post (thread_id, branch_id, id, parent_id, author_id, state, confirmed_at);
create index post_top on post (thread_id, id) where branch_id = id;

-- Posts that were shown to a reader before all older ones of their thread were.
-- When the mark reaches them they go.
create table seen (
    person_id bigint not null,
    thread_id bigint not null,
    post_id   bigint not null,
    primary key (person_id, thread_id, post_id)
);
create index seen_post on seen (thread_id, post_id);

drop index read_mark_thread;
create index read_mark_place on read_mark (thread_id, post_id);

-- What the author of a post was told last of how many heads have read it.
create table read_count (
    post_id bigint not null primary key,
    heads   bigint not null,
    at      bigint not null
);
