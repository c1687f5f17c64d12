-- +goose Up

-- What somebody has reacted to, the last reaction first.

create index reaction_person on reaction (person_id, id);
