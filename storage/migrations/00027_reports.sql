-- +goose Up

-- What members report to the moderators of a community. At the community's host
-- a report from elsewhere has the host that it came from and nobody's name; at
-- home a report has who sent it, so that they can be told what came of it.

create table post_report (
    id           {{id}} check (id > 0),
    iri          text not null unique,
    community_id bigint not null,
    object       text not null,
    host         text not null,
    reporter_id  bigint not null,
    code         text not null,
    words        text not null,
    created_at   bigint not null,
    resolved_at  bigint not null,
    resolved_by  text not null,
    outcome      text not null,
    answer       text not null
);
create index post_report_waiting on post_report (community_id, resolved_at, id);
create index post_report_reporter on post_report (reporter_id, object);
