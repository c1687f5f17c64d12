-- On SQLite new posts wait for the end of a batch to be put into the index, which
-- is a word of dialect.go.

-- +goose Up

-- +goose StatementBegin
{{search_late}}
-- +goose StatementEnd
