-- +goose Up

-- Who reads in a room is asked of each member's credentials whenever a form says
-- so. With everything that the question needs in the index, the documents beside
-- it, which are long, are not read.

create index credential_standing on credential (person_id, kind, valid_until, valid_from, revoked_at, suspended_at, type);
