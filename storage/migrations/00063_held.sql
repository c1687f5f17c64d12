-- +goose Up

-- Posts that wait for a facilitator before anybody but their author is shown
-- them. Those of a member here are posts of the state "sent" that their host,
-- this instance or a peer, has said it holds; held_post is the host's queue of
-- them. Of a peer's member the words stand in it: there is no post before one
-- is released.

alter table community add column hold text not null default '';
alter table community add column hold_posts bigint not null default 0;
alter table community add column hold_days bigint not null default 0;

alter table membership add column reviewed_at bigint not null default 0;

alter table post add column held_at bigint not null default 0;

create table held_post (
    id           bigint not null primary key,
    community_id bigint not null,
    person_id    bigint not null,
    post_id      bigint not null,
    document_id  bigint not null,
    activity     text not null,
    object       text not null,
    parent       text not null,
    context      text not null,
    title        text not null,
    html         text not null,
    language     text not null,
    files        text not null,
    alts         text not null,
    cause        text not null,
    created_at   bigint not null,
    released_at  bigint not null
);
create unique index held_post_object on held_post (object);
create index held_post_community on held_post (community_id, id);
create index held_post_person on held_post (person_id, community_id);
