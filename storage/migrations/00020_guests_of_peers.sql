-- +goose Up

-- Guests who come from a linked instance: whom their sponsor means, and the
-- invitation that their own instance is sent. Both are empty for somebody with
-- an account here.

alter table guest add column person text not null default '';
alter table guest add column invitation text not null default '';
create index guest_invitation on guest (invitation) where invitation <> '';
