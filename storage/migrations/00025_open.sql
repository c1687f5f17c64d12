-- +goose Up

-- Open communities and the world: actors of other software with the keys that
-- they sign with, which communities they follow and which posts they like. What
-- they write is not kept, save of accounts that a head of this instance has
-- proved to be theirs.

create table outside_actor (
    id           {{id}} check (id > 0),
    iri          text not null unique,
    host         text not null,
    kind         text not null,
    username     text not null,
    name         text not null,
    inbox        text not null,
    shared_inbox text not null,
    page         text not null,
    key_id       text not null,
    algorithm    text not null,
    public       bytea not null,
    fetched_at   bigint not null
);

create table outside_follow (
    community_id bigint not null,
    actor_id     bigint not null,
    iri          text not null,
    created_at   bigint not null,
    primary key (community_id, actor_id)
);
create index outside_follow_actor on outside_follow (actor_id);

create table outside_like (
    post_id    bigint not null,
    actor_id   bigint not null,
    iri        text not null,
    created_at bigint not null,
    primary key (post_id, actor_id)
);
create index outside_like_actor on outside_like (actor_id);

-- RSA keys of our own communities and people, for software that knows no other.

create table outside_key (
    owner      text not null primary key,
    iri        text not null unique,
    public     bytea not null,
    sealed     bytea not null,
    created_at bigint not null
);

-- Who has said yes to being followed from other software, and since when.

create table outside_consent (
    person_id bigint not null primary key,
    since     bigint not null
);

-- Posts of ours that other software was shown, so that it hears of their end.

create table outside_shown (
    object       text not null primary key,
    community_id bigint not null,
    person_id    bigint not null,
    created_at   bigint not null
);
create index outside_shown_person on outside_shown (person_id, community_id);

-- Accounts elsewhere that people of this instance have linked, and what was
-- posted from them: the object there is the post here.

create table linked_account (
    id         {{id}} check (id > 0),
    person_id  bigint not null,
    handle     text not null,
    actor      text not null,
    code       text not null,
    created_at bigint not null,
    proved_at  bigint not null,
    ended_at   bigint not null
);
create index linked_account_person on linked_account (person_id, id);
create index linked_account_actor on linked_account (actor);

create table linked_post (
    object     text not null primary key,
    post_id    bigint not null unique,
    account_id bigint not null,
    actor      text not null,
    handle     text not null,
    activity   text not null,
    raw        bytea not null,
    created_at bigint not null
);
create index linked_post_account on linked_post (account_id);
