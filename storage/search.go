package storage

import (
	"errors"
	"math"
	"slices"
	"strconv"
	"strings"

	"headroom/community"
	"headroom/internal/ids"
)

// searching is how a database is asked for words.
type searching struct {
	id    string                            // the column with the post's id
	match string                            // condition with the expression as its argument
	write func(community.PostSearch) string // the expression
}

var sqliteWords = searching{id: "rowid", match: "post_search match ?", write: sqliteExpression}

var postgresWords = searching{id: "id", match: "words @@ cast(cast(? as text) as tsquery)", write: postgresExpression}

// nowhere reports that a search is allowed to look into nothing, or for nothing.
func nowhere(q community.PostSearch) bool {
	return len(q.Rooms)+len(q.Threads) == 0 || len(q.All) == 0
}

// searchOf is the end of a query for one search: newest first, between the
// bounds of the page and of the period.
func (t *tx) searchOf(q community.PostSearch, p community.Page) (where string, args []any) {
	w := t.db.dialect.words
	from, until := p.After, int64(math.MaxInt64)
	if p.Before > 0 {
		until = p.Before
	}
	if !q.From.IsZero() {
		from = max(from, ids.At(q.From)-1)
	}
	if !q.Until.IsZero() {
		until = min(until, ids.At(q.Until))
	}
	limit := p.Limit
	if limit <= 0 {
		limit = pageLimit
	}
	return " from post_search where " + w.match + " and " + w.id + " > ? and " + w.id + " < ? order by " + w.id + " desc limit ?",
		[]any{w.write(q), from, until, limit}
}

// errUnsearched says that a snapshot holds posts that are not in the index.
var errUnsearched = errors.New("storage: the search index is behind")

// indexNew puts posts into the index that are not in it yet. A snapshot can't: it
// is given up, and view takes another.
func (t *tx) indexNew() error {
	switch {
	case !t.db.dialect.single:
		return nil
	case !t.writable && t.search:
		return nil // brought up to date for this very search
	case !t.writable:
		behind, err := found(t, "select 1 from post_unsearched limit 1")
		if err == nil && behind {
			t.search, err = true, errUnsearched
		}
		return err
	}
	for _, query := range searchUnsearched {
		if _, err := t.exec(query); err != nil {
			return err
		}
	}
	return nil
}

// SearchPosts implements community.SearchTx.
func (t *tx) SearchPosts(q community.PostSearch, p community.Page) ([]int64, error) {
	if nowhere(q) {
		return nil, t.ready()
	}
	if err := t.indexNew(); err != nil {
		return nil, err
	}
	where, args := t.searchOf(q, p)
	return values[int64](t, "select "+t.db.dialect.words.id+where, args...)
}

// SearchEach implements community.SearchTx.
func (t *tx) SearchEach(list []community.PostSearch, limit int) ([][]int64, error) {
	found := make([][]int64, len(list))
	var parts []string
	var all []any
	for i, q := range list {
		if nowhere(q) {
			continue
		}
		where, args := t.searchOf(q, community.Page{Limit: limit})
		parts = append(parts, "select * from (select "+strconv.Itoa(i)+" as place, "+t.db.dialect.words.id+" as post"+where+") part"+strconv.Itoa(i))
		all = append(all, args...)
	}
	if len(parts) == 0 {
		return found, t.ready()
	}
	if err := t.indexNew(); err != nil {
		return nil, err
	}
	err := t.query(func(rows scanner) error {
		var place, post int64
		if err := rows.Scan(&place, &post); err != nil {
			return err
		}
		found[place] = append(found[place], post)
		return nil
	}, strings.Join(parts, " union all "), all...)
	return found, err
}

// SearchTexts implements community.SearchTx.
func (t *tx) SearchTexts(posts []int64) (list []community.PostText, err error) {
	if len(posts) == 0 {
		return nil, t.ready()
	}
	query, args := in("select id, community_id, thread_id, search_title, search_text from post where id in (??)", posts, nil, nil)
	err = t.query(func(rows scanner) error {
		var p community.PostText
		if err := rows.Scan(&p.ID, &p.CommunityID, &p.ThreadID, &p.Title, &p.Text); err != nil {
			return err
		}
		list = append(list, p)
		return nil
	}, query, args...)
	return list, err
}

// marks are the marks of the rooms and threads that may be looked into.
func marks(q community.PostSearch, prefix string) []string {
	var list []string
	for _, id := range q.Rooms {
		list = append(list, prefix+"r"+strconv.FormatInt(id, 10))
	}
	for _, id := range q.Threads {
		list = append(list, prefix+"t"+strconv.FormatInt(id, 10))
	}
	return list
}

// primary is the first part of a language tag, letters only.
func primary(language string) string {
	tag, _, _ := strings.Cut(strings.ToLower(language), "-")
	return strings.Map(func(r rune) rune {
		if r < 'a' || r > 'z' {
			return -1
		}
		return r
	}, tag)
}

// eachTerm writes all terms.
func eachTerm(terms []community.SearchTerm, write func(community.SearchTerm) string, between string) string {
	var list []string
	for _, term := range terms {
		list = append(list, write(term))
	}
	return strings.Join(list, between)
}

// sqliteExpression writes a search in the language of FTS5. Words are letters
// and digits only, and stand in quotes: nothing in them is an operator.
func sqliteExpression(q community.PostSearch) string {
	columns := "{title text} : "
	if q.InTitle {
		columns = "title : "
	}
	parts := []string{`marks : ("` + strings.Join(marks(q, ""), `" OR "`) + `")`}
	if q.Author != 0 {
		parts = append(parts, `marks : "a`+strconv.FormatInt(q.Author, 10)+`"`)
	}
	if q.Language != "" {
		parts = append(parts, `language : ^ "`+primary(q.Language)+`"`)
	}
	parts = append(parts, columns+"("+eachTerm(q.All, sqliteTerm, " AND ")+")")
	text := "(" + strings.Join(parts, ") AND (") + ")"
	if len(q.None) > 0 {
		text = "(" + text + ") NOT ({title text} : (" + eachTerm(q.None, sqliteTerm, " OR ") + "))"
	}
	return text
}

func sqliteTerm(term community.SearchTerm) string {
	star := ""
	if term.Prefix {
		star = " *"
	}
	text := `"` + strings.Join(term.Words, " ") + `"` + star
	if term.Joined != "" {
		text = "(" + text + ` OR "` + term.Joined + `"` + star + ")"
	}
	return text
}

// postgresExpression writes a search as a tsquery.
func postgresExpression(q community.PostSearch) string {
	parts := []string{"'" + strings.Join(marks(q, "#"), "' | '") + "'"}
	if q.Author != 0 {
		parts = append(parts, "'#a"+strconv.FormatInt(q.Author, 10)+"'")
	}
	if q.Language != "" {
		parts = append(parts, "'#l"+primary(q.Language)+"'")
	}
	write := func(label string) func(community.SearchTerm) string {
		return func(term community.SearchTerm) string { return postgresTerm(term, label) }
	}
	label := ""
	if q.InTitle {
		label = "A"
	}
	parts = append(parts, eachTerm(q.All, write(label), " & "))
	if len(q.None) > 0 {
		parts = append(parts, "!("+eachTerm(q.None, write(""), " | ")+")")
	}
	return "(" + strings.Join(parts, ") & (") + ")"
}

func postgresTerm(term community.SearchTerm, label string) string {
	last := label
	if term.Prefix {
		last = "*" + label
	}
	quoted := func(word, label string) string {
		if label != "" {
			label = ":" + label
		}
		return "'" + word + "'" + label
	}
	list := slices.Clone(term.Words)
	for i := range list {
		if i < len(list)-1 {
			list[i] = quoted(list[i], label)
		} else {
			list[i] = quoted(list[i], last)
		}
	}
	text := "(" + strings.Join(list, " <-> ") + ")"
	if term.Joined != "" {
		text = "(" + text + " | " + quoted(term.Joined, last) + ")"
	}
	return text
}
