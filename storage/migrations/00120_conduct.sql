-- +goose Up

-- Every version of a community's code of conduct, which its rules are: kept, with the day
-- from which it holds and who wrote it. Of a peer's community: those that its host has
-- shown, and where it shows them.

create table conduct (
    id           {{id}} check (id > 0),
    community_id bigint not null,
    text         text not null,
    since        bigint not null,
    by_whom      text not null,
    created_at   bigint not null
);
create unique index conduct_since on conduct (community_id, since);

alter table community add column rules_since bigint not null default 0;
alter table community add column rules_url text not null default '';

update community set rules_since = updated_at - updated_at % 1000, rules_url = iri || '/rules' where local;
update community set rules_since = 0 where local and rules in ('', '{}', 'null');
insert into conduct (id, community_id, text, since, by_whom, created_at)
    select id, id, rules, rules_since, '', updated_at from community where local and rules_since <> 0;
