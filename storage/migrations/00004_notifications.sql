-- What people are told, what they chose to be told, and by which way. A row
-- holds keys and never text: what it says is read, and asked for, when it is
-- shown. See 00001 for the words in braces.

-- +goose Up

create table notification (
    id           {{serial}},
    person_id    bigint not null,
    kind         text not null,
    community_id bigint not null,
    thread_id    bigint not null,
    post_id      bigint not null,
    record_id    bigint not null, -- membership, invitation or credential
    event_seq    bigint not null, -- 0 where the same is told once for ever
    actor_id     bigint not null,
    args         text not null,
    mail         bigint not null, -- 0 none, 1 due, 2 sent, 3 dropped
    lead         boolean not null, -- the newest of those that are shown as one
    created_at   bigint not null,
    read_at      bigint not null,
    unique (post_id, person_id, kind, record_id, event_seq, actor_id)
);
create index notification_person on notification (person_id, id) where lead;
create index notification_unread on notification (person_id, id) where lead and read_at = 0;
create index notification_due on notification (person_id, kind) where mail = 1;
create index notification_community on notification (community_id);
create index notification_created on notification (created_at);

create table notification_topic (
    person_id  bigint not null,
    topic      text not null,
    page       boolean not null,
    mail       boolean not null,
    updated_at bigint not null,
    primary key (person_id, topic)
);

-- thread_id is 0 for the choice about a whole community.
create table notification_place (
    person_id    bigint not null,
    community_id bigint not null,
    thread_id    bigint not null,
    choice       text not null,
    updated_at   bigint not null,
    primary key (person_id, community_id, thread_id)
);
create index notification_place_thread on notification_place (thread_id, person_id) where thread_id <> 0;
create index notification_place_all on notification_place (community_id, person_id) where thread_id = 0 and choice = 'all';

create table notification_mail (
    person_id bigint not null,
    topic     text not null,
    sent_at   bigint not null,
    primary key (person_id, topic)
);

-- Who has written in a conversation follows it; what happened before this
-- table was there is told to nobody.
insert into notification_place (person_id, community_id, thread_id, choice, updated_at)
    select distinct p.author_id, p.community_id, p.thread_id, 'follow', 0
    from post p join person a on a.id = p.author_id where a.local and p.state = 'accepted';
insert into setting (key, value)
    select 'notify.cursor', cast(coalesce(max(seq), 0) as text) from event;
