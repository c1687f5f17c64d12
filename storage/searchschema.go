package storage

import "strings"

// The definition of the search index in both databases. A post is in it while
// it is accepted. Beside its words the index carries marks, which say where
// the post stands (r room, t thread, a author): whoever searches names the
// rooms that they may read, and nothing else is looked at or counted.

// sqliteSearch keeps no text of its own (content empty), so that what is taken out
// must be named as it was put in: the triggers do. With secure-delete its words
// leave the index at once, not at the next merge.
const sqliteSearch = `create virtual table post_search using fts5(title, text, marks, language,
	content='', tokenize='unicode61 remove_diacritics 2', prefix='2 3');
insert into post_search (post_search, rank) values ('secure-delete', 1);
update post set search_title = lower(title) where title <> '';
insert into post_search (rowid, title, text, marks, language)
	select id, search_title, search_text, 'r' || community_id || ' t' || thread_id || ' a' || author_id, language
	from post where state = 'accepted';
create trigger post_search_insert after insert on post when new.state = 'accepted' begin
	insert into post_search (rowid, title, text, marks, language) values (new.id, new.search_title, new.search_text,
		'r' || new.community_id || ' t' || new.thread_id || ' a' || new.author_id, new.language);
end;
create trigger post_search_update after update on post when (old.state = 'accepted' or new.state = 'accepted') and
	(old.state, old.search_title, old.search_text, old.community_id, old.thread_id, old.author_id, old.language) is not
	(new.state, new.search_title, new.search_text, new.community_id, new.thread_id, new.author_id, new.language) begin
	insert into post_search (post_search, rowid, title, text, marks, language)
		select 'delete', old.id, old.search_title, old.search_text,
			'r' || old.community_id || ' t' || old.thread_id || ' a' || old.author_id, old.language where old.state = 'accepted';
	insert into post_search (rowid, title, text, marks, language)
		select new.id, new.search_title, new.search_text,
			'r' || new.community_id || ' t' || new.thread_id || ' a' || new.author_id, new.language where new.state = 'accepted';
end;
create trigger post_search_delete after delete on post when old.state = 'accepted' begin
	insert into post_search (post_search, rowid, title, text, marks, language) values ('delete', old.id, old.search_title, old.search_text,
		'r' || old.community_id || ' t' || old.thread_id || ' a' || old.author_id, old.language);
end;`

// sqliteSearchLate puts new posts into the index at the end of a batch of use
// cases, before its one commit, and not each as it is written: FTS5 writes out what
// it has gathered whenever a savepoint ends, and a use case may have one. A post that
// is not in the index yet is not taken out of it.
const sqliteSearchLate = `create table post_unsearched (id integer not null primary key);
drop trigger post_search_insert;
drop trigger post_search_update;
drop trigger post_search_delete;
create trigger post_search_insert after insert on post when new.state = 'accepted' begin
	insert into post_unsearched (id) values (new.id);
end;
create trigger post_search_update after update on post when (old.state = 'accepted' or new.state = 'accepted') and
	(old.state, old.search_title, old.search_text, old.community_id, old.thread_id, old.author_id, old.language) is not
	(new.state, new.search_title, new.search_text, new.community_id, new.thread_id, new.author_id, new.language) begin
	insert into post_search (post_search, rowid, title, text, marks, language)
		select 'delete', old.id, old.search_title, old.search_text,
			'r' || old.community_id || ' t' || old.thread_id || ' a' || old.author_id, old.language
		where old.state = 'accepted' and not exists (select 1 from post_unsearched where id = old.id);
	delete from post_unsearched where id = old.id;
	insert into post_unsearched (id) select new.id where new.state = 'accepted';
end;
create trigger post_search_delete after delete on post when old.state = 'accepted' begin
	insert into post_search (post_search, rowid, title, text, marks, language)
		select 'delete', old.id, old.search_title, old.search_text,
			'r' || old.community_id || ' t' || old.thread_id || ' a' || old.author_id, old.language
		where not exists (select 1 from post_unsearched where id = old.id);
	delete from post_unsearched where id = old.id;
end;`

// searchUnsearched ends a batch on SQLite. The cross join says which table is gone
// through: SQLite took all posts, to have them in their order, and looked each up among
// the few that wait.
var searchUnsearched = []string{
	`insert into post_search (rowid, title, text, marks, language)
		select p.id, p.search_title, p.search_text, 'r' || p.community_id || ' t' || p.thread_id || ' a' || p.author_id, p.language
		from post_unsearched u cross join post p on p.id = u.id order by u.id`,
	"delete from post_unsearched",
}

// postgresSearch: the words come split from Go, so that the parser of
// PostgreSQL only parts them at spaces; those of posts that were there before
// are split by the migration.
const postgresSearch = `create function search_split(text) returns text language sql immutable as
$$ select trim(regexp_replace($1, U&'[\0001-\002f\003a-\0060\007b-\00bf\2000-\206f\3000-\303f]+', ' ', 'g')) $$;
update post set search_text = search_split(search_text),
	search_title = search_split(lower(regexp_replace(normalize(title, NFKD), U&'[\0300-\036f]', '', 'g')));
drop function search_split(text);
create table post_search (id bigint not null primary key, words tsvector not null);
create function post_words(post) returns tsvector language sql immutable as $$
	select setweight(to_tsvector('simple', $1.search_title), 'A') || to_tsvector('simple', $1.search_text) ||
		array_to_tsvector(array['#r' || $1.community_id, '#t' || $1.thread_id, '#a' || $1.author_id, '#l' || lower(split_part($1.language, '-', 1))]) $$;
insert into post_search (id, words) select p.id, post_words(p) from post p where p.state = 'accepted';
create index post_search_words on post_search using gin (words);
create function post_search_keep() returns trigger language plpgsql as $$ begin
	if tg_op <> 'INSERT' and old.state = 'accepted' and (tg_op = 'DELETE' or new.state <> 'accepted') then
		delete from post_search where id = old.id;
	elsif tg_op <> 'DELETE' and new.state = 'accepted' and (tg_op = 'INSERT' or
		(old.state, old.search_title, old.search_text, old.community_id, old.thread_id, old.author_id, old.language) is distinct from
		(new.state, new.search_title, new.search_text, new.community_id, new.thread_id, new.author_id, new.language)) then
		insert into post_search (id, words) values (new.id, post_words(new)) on conflict (id) do update set words = excluded.words;
	end if;
	return null;
end $$;
create trigger post_search_keep after insert or update or delete on post for each row execute function post_search_keep();`

// postgresSearchMany puts the posts of one statement into the index at once. Their
// words are computed in place: a function in SQL is planned anew for each.
var postgresSearchMany = `create function post_search_add() returns trigger language plpgsql as $$ begin
	insert into post_search (id, words) select p.id, ` + postgresWordsOf("p") + ` from fresh p where p.state = 'accepted'
		on conflict (id) do update set words = excluded.words;
	return null;
end $$;
create or replace function post_search_keep() returns trigger language plpgsql as $$ begin
	if old.state = 'accepted' and (tg_op = 'DELETE' or new.state <> 'accepted') then
		delete from post_search where id = old.id;
	elsif tg_op <> 'DELETE' and new.state = 'accepted' and
		(old.state, old.search_title, old.search_text, old.community_id, old.thread_id, old.author_id, old.language) is distinct from
		(new.state, new.search_title, new.search_text, new.community_id, new.thread_id, new.author_id, new.language) then
		insert into post_search (id, words) values (new.id, ` + postgresWordsOf("new") + `)
			on conflict (id) do update set words = excluded.words;
	end if;
	return null;
end $$;
drop trigger post_search_keep on post;
create trigger post_search_keep after update or delete on post for each row execute function post_search_keep();
create trigger post_search_add after insert on post referencing new table as fresh for each statement execute function post_search_add();
drop function post_words(post);`

// postgresWordsOf is what the index holds of a post.
func postgresWordsOf(post string) string {
	return strings.ReplaceAll(`setweight(to_tsvector('simple', $.search_title), 'A') || to_tsvector('simple', $.search_text) ||
		array_to_tsvector(array['#r' || $.community_id, '#t' || $.thread_id, '#a' || $.author_id, '#l' || lower(split_part($.language, '-', 1))])`,
		"$.", post+".")
}
