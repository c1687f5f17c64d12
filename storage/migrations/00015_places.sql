-- +goose Up

-- Where somebody was verified, and the authority whose desk they were given:
-- what they write in their profile afterwards changes neither.

alter table credential add column school text not null default '';
alter table credential add column authority text not null default '';
alter table credential add column authority_id text not null default '';
update credential set
    school = (select p.school from person p where p.id = credential.person_id),
    authority = (select p.authority from person p where p.id = credential.person_id),
    authority_id = (select p.authority_id from person p where p.id = credential.person_id)
where local;

alter table appointment add column authority text not null default '';
alter table appointment add column authority_id text not null default '';
update appointment set
    authority = (select p.authority from person p where p.id = appointment.person_id),
    authority_id = (select p.authority_id from person p where p.id = appointment.person_id)
where role = 'desk';

-- What a sponsor is told of a guest who was declined. Of those nothing else is
-- kept.

alter table guest add column answer text not null default '';
update guest set name = '', email = '', post = '', biography = '', reason = '' where state = 'declined';
