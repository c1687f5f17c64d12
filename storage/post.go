package storage

import (
	"cmp"
	"time"

	"headroom/community"
)

type postRow struct {
	ID            int64                  `db:"id"`
	IRI           string                 `db:"iri"`
	ActivityIRI   string                 `db:"activity_iri"`
	CommunityID   int64                  `db:"community_id"`
	ThreadID      int64                  `db:"thread_id"`
	ParentID      int64                  `db:"parent_id"`
	ParentIRI     string                 `db:"parent_iri"`
	AuthorID      int64                  `db:"author_id"`
	AuthorIRI     string                 `db:"author_iri"`
	Kind          string                 `db:"kind"`
	Title         string                 `db:"title"`
	Language      string                 `db:"language"`
	Source        string                 `db:"source"`
	HTML          string                 `db:"html"`
	SearchTitle   string                 `db:"search_title"`
	SearchText    string                 `db:"search_text"`
	Byline        community.Byline       `db:"byline"`
	State         community.PostState    `db:"state"`
	Reason        string                 `db:"reason"`
	ReasonCode    string                 `db:"reason_code"`
	RemovedBy     string                 `db:"removed_by"`
	Revision      int64                  `db:"revision"`
	Seq           int64                  `db:"seq"`
	Epoch         int64                  `db:"epoch"`
	PublishedAt   time.Time              `db:"published_at"`
	EditedAt      time.Time              `db:"edited_at"`
	DeletedAt     time.Time              `db:"deleted_at"`
	CreatedAt     time.Time              `db:"created_at"`
	ConfirmedAt   time.Time              `db:"confirmed_at"`
	Attachments   []community.Attachment `db:"-"`
	Mentions      []int64                `db:"-"`
	DepthFromRoot int                    `db:"depth"`
	BranchID      int64                  `db:"branch_id"`
	HeldAt        time.Time              `db:"held_at"`
	SharedFrom    string                 `db:"shared_from"`
}

// postHeadRow is a post in a list: who wrote it, where, and whether it stands.
type postHeadRow struct {
	ID            int64               `db:"id"`
	ThreadID      int64               `db:"thread_id"`
	CommunityID   int64               `db:"community_id"`
	AuthorID      int64               `db:"author_id"`
	Language      string              `db:"language"`
	Byline        community.Byline    `db:"byline"`
	State         community.PostState `db:"state"`
	DepthFromRoot int                 `db:"depth"`
}

var (
	postHeads      = newTable[postHeadRow]("post", 1)
	postHeadSelect = "select " + postHeads.list + " from post where "

	posts          = newTable[postRow]("post", 1).fix("iri")
	postSelect     = "select " + posts.list + " from post where "
	mentionsSelect = "select " + posts.of("p") + ` from mention m join post p on p.id = m.post_id
		where m.person_id = ? and p.state = ?`
	repliesSelect = "select " + posts.of("p") + ` from post o join post p on p.parent_id = o.id
		where o.author_id = ? and p.author_id <> ? and p.state = ?`
)

// Post implements community.PostTx.
func (t *tx) Post(id int64) (community.Post, error) { return t.post(postSelect+"id = ?", id) }

// PostByIRI implements community.PostTx.
func (t *tx) PostByIRI(iri string) (community.Post, error) { return t.post(postSelect+"iri = ?", iri) }

// PostByActivity implements community.PostTx.
func (t *tx) PostByActivity(iri string) (community.Post, error) {
	return t.post(postSelect+"activity_iri = ? and activity_iri <> '' order by id limit 1", iri)
}

// placeSelect is the place of a post.
const placeSelect = `select p.id, p.community_id, p.thread_id, t.context, p.author_iri, p.state, p.kind, p.depth, p.branch_id
		from post p join thread t on t.id = p.thread_id where p.iri = ?`

// placeForm is what placeSelect asks for. A thread keeps its context, so that only a
// write to the post changes the answer.
func placeForm() question { return question{columns: []string{"iri"}, lasting: true} }

func placeOf(row scanner) (p community.PostPlace, err error) {
	err = row.Scan(&p.ID, &p.CommunityID, &p.ThreadID, &p.Context, &p.AuthorIRI, &p.State, &p.Kind, &p.Depth, &p.Branch)
	return p, err
}

// PostPlace implements community.PostTx.
func (t *tx) PostPlace(iri string) (community.PostPlace, error) {
	list, err := remembered(t, posts.name, placeSelect, placeForm, []any{iri}, func() (list []community.PostPlace, err error) {
		err = t.query(func(row scanner) error {
			p, err := placeOf(row)
			list = append(list, p)
			return err
		}, placeSelect, iri)
		return list, err
	})
	if err != nil || len(list) == 0 {
		return community.PostPlace{}, cmp.Or(err, error(community.ErrNotFound))
	}
	return list[0], nil
}

// post gives one post with what hangs on it.
func (t *tx) post(query string, args ...any) (community.Post, error) {
	row, err := selectRow(t, posts, query, args...)
	if err != nil {
		return community.Post{}, err
	}
	list, err := t.furnish([]postRow{row}, nil)
	if err != nil {
		return community.Post{}, err
	}
	return list[0], nil
}

// Posts implements community.PostTx.
func (t *tx) Posts(thread int64, p community.Page) ([]community.Post, error) {
	return t.furnish(selectPage(t, posts, postSelect+"thread_id = ?", "id", p, true, thread))
}

// PostsByID implements community.PostTx: in no order, unknown ids left out.
func (t *tx) PostsByID(list []int64) ([]community.Post, error) {
	return t.furnish(selectIn(t, posts, postSelect+"id in (??)", list))
}

// PostHeads implements community.PostTx.
func (t *tx) PostHeads(list []int64) ([]community.Post, error) {
	rows, err := selectIn(t, postHeads, postHeadSelect+"id in (??)", list)
	return convert(rows, err, func(r postHeadRow) community.Post {
		return community.Post{ID: r.ID, ThreadID: r.ThreadID, CommunityID: r.CommunityID, AuthorID: r.AuthorID,
			Language: r.Language, Byline: r.Byline, State: r.State, DepthFromRoot: r.DepthFromRoot}
	})
}

// MentionsOf implements community.PostTx: accepted posts.
func (t *tx) MentionsOf(person int64, p community.Page) ([]community.Post, error) {
	return t.furnish(selectPage(t, posts, mentionsSelect, "p.id", p, false, person, string(community.PostAccepted)))
}

// RepliesTo implements community.PostTx.
func (t *tx) RepliesTo(person int64, p community.Page) ([]community.Post, error) {
	return t.furnish(selectPage(t, posts, repliesSelect, "p.id", p, false,
		person, person, string(community.PostAccepted)))
}

// furnish adds attachments and mentions to posts, in one query each.
func (t *tx) furnish(rows []postRow, err error) ([]community.Post, error) {
	list, err := convert(rows, err, func(r postRow) community.Post { return community.Post(r) })
	if err != nil || len(list) == 0 {
		return nil, err
	}
	numbers := make([]int64, len(list))
	place := make(map[int64]*community.Post, len(list))
	for i := range list {
		numbers[i], place[list[i].ID] = list[i].ID, &list[i]
	}
	query, args := in(attachmentSelect+"post_id in (??) order by place, id", numbers, nil, nil)
	files, err := selectRows(t, attachments, query, args...)
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		post := place[f.PostID]
		post.Attachments = append(post.Attachments, community.Attachment(f))
	}
	query, args = in("select post_id, person_id from mention where post_id in (??) order by post_id, person_id", numbers, nil, nil)
	err = t.query(func(rows scanner) error {
		var post, person int64
		if err := rows.Scan(&post, &person); err != nil {
			return err
		}
		place[post].Mentions = append(place[post].Mentions, person)
		return nil
	}, query, args...)
	return list, err
}

// InsertPost implements community.PostTx.
func (t *tx) InsertPost(p community.Post) error {
	if err := insertRow(t, posts, postRow(p)); err != nil {
		return err
	}
	t.unsearched++
	return t.mention(p)
}

// UpdatePost implements community.PostTx. The mentions become those of p.
func (t *tx) UpdatePost(p community.Post) error {
	if err := updateRow(t, posts, postRow(p)); err != nil {
		return err
	}
	t.unsearched++
	if _, err := t.exec("delete from mention where post_id = ?", p.ID); err != nil {
		return err
	}
	return t.mention(p)
}

func (t *tx) mention(p community.Post) error {
	for _, person := range p.Mentions {
		_, err := t.runLater(anyRows, "insert into mention (post_id, person_id) values (?, ?) on conflict do nothing", p.ID, person)
		if err != nil {
			return err
		}
	}
	return nil
}

// BlankPost implements community.PostTx.
func (t *tx) BlankPost(post int64) error {
	for _, query := range []string{
		"delete from revision where post_id = ?",
		"delete from attachment where post_id = ?",
		"delete from mention where post_id = ?",
		"delete from reaction where post_id = ?",
		"delete from notification where post_id = ?",
		"delete from poll_ballot where post_id = ?",
		"delete from poll where post_id = ?",
	} {
		if _, err := t.exec(query, post); err != nil {
			return err
		}
	}
	return nil
}

type revisionRow struct {
	PostID   int64     `db:"post_id"`
	Number   int64     `db:"number"`
	Title    string    `db:"title"`
	Source   string    `db:"source"`
	HTML     string    `db:"html"`
	EditedAt time.Time `db:"edited_at"`
}

var (
	revisions      = newTable[revisionRow]("revision", 2)
	revisionSelect = "select " + revisions.list + " from revision where post_id = ? order by number"
)

// InsertRevision implements community.PostTx.
func (t *tx) InsertRevision(r community.Revision) error {
	return insertRow(t, revisions, revisionRow(r))
}

// Revisions implements community.PostTx.
func (t *tx) Revisions(post int64) ([]community.Revision, error) {
	rows, err := selectRows(t, revisions, revisionSelect, post)
	return convert(rows, err, func(r revisionRow) community.Revision { return community.Revision(r) })
}
