-- Full-text search over accepted posts. The index is kept by triggers, in the
-- transaction of whatever writes, blanks or purges a post. Its definition is a
-- word of dialect.go: the databases share nothing here.

-- +goose Up

alter table post add column search_title text not null default '';

-- +goose StatementBegin
{{search}}
-- +goose StatementEnd
