-- +goose Up

-- A poll hangs on the post that asks it. While it runs, counts and ballots are
-- brought up to date with each ballot; result and named are what the community's
-- host has said at its end.

create table poll (
    post_id      {{id}} check (post_id > 0),
    community_id bigint not null,
    kind         text not null,
    options      text not null,
    open_ballots boolean not null,
    early        boolean not null,
    closes_at    bigint not null,
    counts       text not null,
    ballots      bigint not null,
    closed_at    bigint not null,
    result       text not null,
    named        text not null
);
create index poll_closes on poll (closed_at, closes_at);
create index poll_community on poll (community_id);

-- Who has voted for what. Of a secret poll the rows go when it is counted; at a
-- member's home, when their ballot has been taken and the poll is over.

create table poll_ballot (
    post_id   bigint not null,
    person_id bigint not null,
    choices   text not null,
    version   bigint not null,
    activity  text not null,
    state     text not null,
    reason    text not null,
    cast_at   bigint not null,
    primary key (post_id, person_id)
);
create index poll_ballot_activity on poll_ballot (activity);
