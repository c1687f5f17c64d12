-- Two indexes that no query needs: a document is asked for by its id, its address
-- or its object, and purged by its community. Each cost every message that came in.

-- +goose Up

drop index document_author;
drop index document_class;
