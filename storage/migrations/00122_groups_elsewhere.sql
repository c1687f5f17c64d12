-- +goose Up

-- Group follows Group (FEP-d36d): which groups of other software an open community
-- of ours follows, or has sent away, and what it has heard from them. Of what is said
-- there no word is kept but a title.

create table outside_tie (
    community_id bigint not null,
    actor_id     bigint not null,
    state        text not null,
    iri          text not null,
    shut         boolean not null,
    created_at   bigint not null,
    updated_at   bigint not null,
    primary key (community_id, actor_id)
);
create index outside_tie_actor on outside_tie (actor_id);
create index outside_tie_iri on outside_tie (iri);

create table outside_heard (
    id           {{id}} check (id > 0),
    community_id bigint not null,
    actor_id     bigint not null,
    object       text not null,
    writer       text not null,
    handle       text not null,
    title        text not null,
    page         text not null,
    heard_at     bigint not null,
    removed      boolean not null,
    unique (community_id, object)
);
create index outside_heard_shown on outside_heard (community_id, removed, id);
create index outside_heard_from on outside_heard (community_id, actor_id, id);
