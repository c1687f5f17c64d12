-- +goose Up

-- A post has several pictures, in the order of place. focus is the point of a picture
-- that stays in sight when an app crops it, in thousandths from -1000 to 1000. kept_for
-- is the draft or the scheduled post that an upload waits with; 0 for none.

alter table attachment add column place bigint not null default 0;
alter table attachment add column focus_x bigint not null default 0;
alter table attachment add column focus_y bigint not null default 0;
alter table attachment add column kept_for bigint not null default 0;
create index attachment_kept on attachment (kept_for) where kept_for > 0;
