-- One text for both databases. Three words in double braces are filled in by
-- dialect.go, because the databases share no spelling for them: id is the
-- primary key of ids made by the program, serial one counted by the database,
-- and guard refuses to change or delete a row of the audit log.
--
-- bytea is PostgreSQL's word; SQLite takes any type name and stores bytes as
-- bytes. Times are milliseconds since 1970 UTC, 0 for none; lists are text with
-- a newline before, between and after their items; JSON is text, never queried.

-- +goose Up

-- People who sign in, and who they are.

create table account (
    id            {{id}} check (id > 0),
    person_id     bigint not null,
    email         text not null,
    email_folded  text not null unique,
    password_hash text not null,
    operator      boolean not null,
    name          text not null,
    language      text not null,
    zone          text not null,
    epoch         bigint not null,
    created_at    bigint not null,
    disabled_at   bigint not null
);
create unique index account_person on account (person_id) where person_id <> 0;

create table account_token (
    hash       bytea not null primary key,
    account_id bigint not null references account (id),
    purpose    text not null,
    expires_at bigint not null,
    used_at    bigint not null
);
create index account_token_account on account_token (account_id);

create table session (
    hash       text not null primary key,
    account_id bigint not null,
    data       bytea,
    expires_at bigint not null
);
create index session_account on session (account_id);
create index session_expires on session (expires_at);

create table answer (
    account_id bigint not null,
    key        text not null,
    result     text not null,
    at         bigint not null,
    primary key (account_id, key)
);
create index answer_at on answer (at);

create table person (
    id             {{id}} check (id > 0),
    iri            text not null unique,
    host           text not null,
    local          boolean not null,
    username       text not null,
    name           text not null,
    post           text not null,
    school         text not null,
    school_id      text not null,
    authority      text not null,
    authority_id   text not null,
    nation         text not null,
    phase          text not null,
    specialisms    text not null,
    biography      text not null,
    language       text not null,
    share_school   boolean not null,
    inbox          text not null,
    credential_url text not null,
    keys_url       text not null,
    search_text    text not null,
    created_at     bigint not null,
    updated_at     bigint not null,
    fetched_at     bigint not null,
    suspended_at   bigint not null
);
create unique index person_username on person (username) where local;
create index person_host on person (host);
create index person_nation on person (nation, id);

create table headship (
    id           {{id}} check (id > 0),
    person_id    bigint not null references person (id),
    school       text not null,
    school_id    text not null,
    authority    text not null,
    authority_id text not null,
    kind         text not null,
    from_at      bigint not null,
    until_at     bigint not null
);
create index headship_person on headship (person_id);

create table appointment (
    id         {{id}} check (id > 0),
    person_id  bigint not null references person (id),
    role       text not null,
    scope      text not null,
    scope_id   bigint not null,
    by_whom    text not null,
    reason     text not null,
    from_at    bigint not null,
    until_at   bigint not null,
    created_at bigint not null
);
create index appointment_person on appointment (person_id);

-- Keys and credentials.

create table signing_key (
    id           {{id}} check (id > 0),
    iri          text not null unique,
    owner        text not null,
    owner_kind   text not null,
    host         text not null,
    algorithm    text not null,
    public       bytea,
    sealed       bytea,
    start_at     bigint not null,
    end_at       bigint not null,
    revoked_from bigint not null,
    fetched_at   bigint not null
);
create index signing_key_owner on signing_key (owner, start_at);

create table key_record (
    iri          text not null primary key,
    issuer       text not null,
    subject      text not null,
    key          text not null,
    public       text not null,
    start_at     bigint not null,
    end_at       bigint not null,
    revoked_from bigint not null,
    raw          bytea
);
create index key_record_subject on key_record (subject, start_at);
create index key_record_key on key_record (key, start_at);

create table credential (
    id              {{id}} check (id > 0),
    iri             text not null unique,
    person_id       bigint not null references person (id),
    issuer          text not null,
    local           boolean not null,
    kind            bigint not null,
    type            text not null,
    valid_from      bigint not null,
    valid_until     bigint not null,
    revocation_list text not null,
    suspension_list text not null,
    list_index      bigint not null,
    revoked_at      bigint not null,
    suspended_at    bigint not null,
    reason          text not null,
    by_whom         text not null,
    raw             bytea,
    created_at      bigint not null
);
create index credential_person on credential (person_id, id);
create index credential_revocation on credential (revocation_list) where revoked_at = 0;
create index credential_suspension on credential (suspension_list) where revoked_at = 0;
create unique index credential_index on credential (list_index) where local;

create table status_list (
    iri         text not null primary key,
    issuer      text not null,
    local       boolean not null,
    purpose     text not null,
    bits        bytea,
    raw         bytea,
    etag        text not null,
    valid_until bigint not null,
    fetched_at  bigint not null,
    changed_at  bigint not null
);

-- Communities and who is in them.

create table community (
    id         {{id}} check (id > 0),
    iri        text not null unique,
    host       text not null,
    local      boolean not null,
    username   text not null,
    name       text not null,
    summary    text not null,
    rules      text not null,
    questions  text not null,
    access     bigint not null,
    reach      text not null,
    reach_to   text not null,
    requires   text not null,
    joining    text not null,
    rule_by    bigint not null,
    epoch      bigint not null,
    inbox      text not null,
    members    text not null,
    servers    text not null,
    threads    text not null,
    log        text not null,
    stamps     text not null,
    keys       text not null,
    created_at bigint not null,
    updated_at bigint not null,
    fetched_at bigint not null,
    deleted_at bigint not null
);
create unique index community_username on community (username) where local;
create index community_host on community (host);

create table invitation (
    id           {{id}} check (id > 0),
    iri          text not null unique,
    community_id bigint not null references community (id),
    person       text not null,
    by_whom      text not null,
    role         bigint not null,
    scope        text not null,
    reason       text not null,
    end_at       bigint not null,
    expires_at   bigint not null,
    used_at      bigint not null,
    created_at   bigint not null
);
create index invitation_person on invitation (person, id);

create table membership (
    id            {{id}} check (id > 0),
    iri           text not null,
    community_id  bigint not null references community (id),
    person_id     bigint not null references person (id),
    state         bigint not null,
    role          bigint not null,
    epoch         bigint not null,
    version       bigint not null,
    follow_iri    text not null,
    reason        text not null,
    answers       text not null,
    credential_id bigint not null,
    invitation    text not null,
    decided_by    text not null,
    decided_at    bigint not null,
    end_reason    text not null,
    sponsor       text not null,
    scope         text not null,
    start_at      bigint not null,
    end_at        bigint not null,
    history_from  bigint not null,
    log_epoch     bigint not null,
    log_seq       bigint not null,
    stamp         bytea,
    stamp_end     bigint not null,
    stamp_pulled  bigint not null,
    created_at    bigint not null,
    updated_at    bigint not null,
    unique (community_id, person_id)
);
create unique index membership_iri on membership (iri) where iri <> '';
create index membership_follow on membership (follow_iri);
create index membership_person on membership (person_id);
create index membership_credential on membership (credential_id);

create table used_follow (
    follow text not null primary key,
    at     bigint not null
);

-- Conversations.

create table thread (
    id           {{id}} check (id > 0),
    community_id bigint not null references community (id),
    context      text not null unique,
    root_id      bigint not null,
    root_iri     text not null,
    title        text not null,
    author_id    bigint not null,
    last_post_id bigint not null,
    last_at      bigint not null,
    posts        bigint not null,
    locked_at    bigint not null,
    created_at   bigint not null
);
create index thread_last on thread (community_id, last_post_id);

create table post (
    id           {{id}} check (id > 0),
    iri          text not null unique,
    activity_iri text not null,
    community_id bigint not null references community (id),
    thread_id    bigint not null references thread (id),
    parent_id    bigint not null,
    parent_iri   text not null,
    author_id    bigint not null,
    author_iri   text not null,
    kind         text not null,
    title        text not null,
    language     text not null,
    source       text not null,
    html         text not null,
    search_text  text not null,
    byline       text not null,
    state        text not null,
    reason       text not null,
    removed_by   text not null,
    revision     bigint not null,
    seq          bigint not null,
    epoch        bigint not null,
    published_at bigint not null,
    edited_at    bigint not null,
    deleted_at   bigint not null,
    created_at   bigint not null,
    confirmed_at bigint not null,
    depth        bigint not null
);
create index post_activity on post (activity_iri);
create index post_thread on post (thread_id, id);
create index post_community on post (community_id);
create index post_parent on post (parent_id, id);
create index post_author on post (author_id, id);

create table revision (
    post_id   bigint not null references post (id),
    number    bigint not null,
    title     text not null,
    source    text not null,
    html      text not null,
    edited_at bigint not null,
    primary key (post_id, number)
);

create table attachment (
    id         {{id}} check (id > 0),
    post_id    bigint not null,
    owner_id   bigint not null,
    digest     text not null,
    url        text not null,
    media_type text not null,
    size       bigint not null,
    width      bigint not null,
    height     bigint not null,
    alt        text not null,
    created_at bigint not null
);
create index attachment_post on attachment (post_id, id);
create index attachment_digest on attachment (digest);

create table reaction (
    id         {{id}} check (id > 0),
    iri        text not null unique,
    post_id    bigint not null references post (id),
    person_id  bigint not null,
    kind       text not null,
    created_at bigint not null,
    unique (post_id, person_id, kind)
);

create table mention (
    post_id   bigint not null references post (id),
    person_id bigint not null,
    primary key (post_id, person_id)
);
create index mention_person on mention (person_id, post_id);

create table read_mark (
    person_id bigint not null,
    thread_id bigint not null,
    post_id   bigint not null,
    at        bigint not null,
    primary key (person_id, thread_id)
);
create index read_mark_thread on read_mark (thread_id);

create table draft (
    id         {{id}} check (id > 0),
    person_id  bigint not null references person (id),
    place      text not null,
    parent_id  bigint not null,
    title      text not null,
    body       text not null,
    language   text not null,
    reason     text not null,
    updated_at bigint not null,
    unique (person_id, place)
);
create index draft_place on draft (place);

-- Other instances, and what goes between.

create table peer (
    id              {{id}} check (id > 0),
    host            text not null unique,
    name            text not null,
    nation          text not null,
    issuer          text not null,
    inbox           text not null,
    communities_url text not null,
    keys_url        text not null,
    peers_url       text not null,
    fingerprint     text not null,
    state           text not null,
    our_offer       text not null,
    their_offer     text not null,
    our_agreement   bytea,
    their_agreement bytea,
    trusts          text not null,
    knows           text not null,
    skew_ms         bigint not null,
    created_at      bigint not null,
    updated_at      bigint not null,
    active_at       bigint not null,
    ended_at        bigint not null
);
create index peer_issuer on peer (issuer);

create table document (
    id           {{id}} check (id > 0),
    iri          text not null,
    signer       text not null,
    sent         boolean not null,
    community_id bigint not null,
    object       text not null,
    author       text not null,
    class        text not null,
    hold         boolean not null,
    raw          bytea,
    created_at   bigint not null
);
create index document_iri on document (iri, id);
create index document_object on document (object);
create index document_community on document (community_id);
create index document_author on document (author);
create index document_class on document (class, created_at);

create table received (
    signer   text not null,
    activity text not null,
    digest   text not null,
    at       bigint not null,
    primary key (signer, activity)
);
create index received_at on received (at);

create table audit_head (
    host    text not null,
    seq     bigint not null,
    hash    text not null,
    at      bigint not null,
    primary key (host, seq)
);

create table tombstone (
    object     text not null primary key,
    author     text not null,
    by_whom    text not null,
    reason     text not null,
    created_at bigint not null
);

create table log_entry (
    community_id bigint not null,
    epoch        bigint not null,
    seq          bigint not null,
    prev         text not null,
    digest       text not null,
    hash         text not null,
    published_at bigint not null,
    announce_iri text not null,
    activity     text not null,
    kind         text not null,
    object       text not null,
    object_hash  text not null,
    author       text not null,
    document_id  bigint not null,
    withheld     text not null,
    waiting      boolean not null,
    received_at  bigint not null,
    primary key (community_id, epoch, seq)
);
create index log_entry_activity on log_entry (community_id, activity, epoch, seq);
create index log_entry_object on log_entry (community_id, object, epoch, seq);
create index log_entry_hash on log_entry (community_id, object_hash, epoch, seq);
create index log_entry_document on log_entry (document_id);
create index log_entry_waiting on log_entry (community_id, epoch, seq) where waiting;

create table copy (
    object       text not null,
    host         text not null,
    community_id bigint not null,
    sent_at      bigint not null,
    purged_at    bigint not null,
    receipted_at bigint not null,
    primary key (object, host)
);
create index copy_host on copy (host, community_id);

-- What happened, who did it, and what is still to do.

create table event (
    seq          {{serial}},
    kind         text not null,
    community_id bigint not null,
    thread_id    bigint not null,
    object_id    bigint not null,
    person_id    bigint not null,
    at           bigint not null
);

create table audit (
    seq     {{id}} check (seq > 0),
    at      bigint not null,
    actor   text not null,
    action  text not null,
    subject text not null,
    reason  text not null,
    key     text not null,
    args    text not null,
    prev    text not null,
    hash    text not null
);

-- +goose StatementBegin
{{guard}}
-- +goose StatementEnd

create table job (
    id          {{id}} check (id > 0),
    lane        text not null,
    kind        text not null,
    key         text not null,
    payload     bytea,
    priority    bigint not null,
    run_at      bigint not null,
    attempts    bigint not null,
    lease_owner text not null,
    lease_until bigint not null,
    last_error  text not null,
    parked_at   bigint not null,
    created_at  bigint not null
);
create unique index job_key on job (key) where key <> '';
create index job_ready on job (kind, priority desc, run_at, id, lane, lease_until, parked_at) where parked_at = 0;
create index job_leased on job (lease_until, lane) where lease_until > 0;
create index job_owner on job (lease_owner) where lease_owner <> '';
create index job_lane on job (lane, parked_at, created_at);

create table lane (
    name            text not null primary key,
    paused_until    bigint not null,
    held            boolean not null,
    failures        bigint not null,
    last_error      text not null,
    last_success_at bigint not null
);

create table setting (
    key   text not null primary key,
    value text not null
);

-- The numbers that processes lease for the ids they make.

create table node (
    number      bigint not null primary key,
    owner       text not null,
    lease_until bigint not null
);
insert into node (number, owner, lease_until)
    with recursive n (number) as (select 0 union all select number + 1 from n where number < 63)
    select number, '', 0 from n;
