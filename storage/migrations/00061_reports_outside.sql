-- +goose Up

-- Reports of public posts by people without an account: where an answer is wanted,
-- and in which language; and what a report of a person says that is wrong.

alter table post_report add column contact text not null default '';
alter table post_report add column language text not null default '';
create index post_report_outside on post_report (community_id, id) where reporter_id = 0 and host = '' and resolved_at = 0;

alter table impostor_report add column code text not null default 'impostor';
