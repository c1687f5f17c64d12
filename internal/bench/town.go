package bench

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"headroom/community"
	"headroom/community/policy"
	markdown "headroom/community/text"
	"headroom/storage"
)

// The size of a nation: what the pages are measured in.
const (
	townPeople = 21_000
	townPosts  = 200_000
	townRooms  = 30
	townReads  = 8 // people who are signed in and read
	longThread = 200
)

// townBatch is how many rows one transaction writes while a town is built.
const townBatch = 2_000

// town is an instance of a whole nation, built in its database while no server
// runs: people with credentials, communities of very different sizes, and
// conversations in which few words are frequent and many are rare. The same
// town is built every time.
type town struct {
	db     *storage.DB
	dice   *rand.Rand
	words  []string
	text   *markdown.Text
	now    time.Time
	nation string
	url    string
	host   string

	rooms   []community.Community
	readers []community.Person
	people  []community.Person
	long    int64 // the thread of longThread posts
}

// build fills the database of a stopped instance, in which the readers and the
// communities are already.
func (w *town) build(ctx context.Context, people, posts int) error {
	w.dice = rand.New(rand.NewPCG(21_000, 200_000))
	w.text = markdown.New()
	w.words = vocabulary(w.dice, 6_000)
	if err := w.found(ctx); err != nil {
		return err
	}
	if err := w.settle(ctx, people); err != nil {
		return err
	}
	if err := w.join(ctx); err != nil {
		return err
	}
	if err := w.talk(ctx, posts); err != nil {
		return err
	}
	// The next start indexes everybody: what the directory keeps is its own.
	return w.db.Update(ctx, func(tx community.Tx) error { return tx.PutSetting("people.index", "") })
}

// found reads what the running instance has made.
func (w *town) found(ctx context.Context) error {
	return w.db.View(ctx, func(tx community.Tx) error {
		local := true
		var err error
		if w.rooms, err = tx.Communities(&local); err != nil {
			return err
		}
		all, err := tx.People(community.PersonFilter{Local: true}, community.Page{Limit: 100})
		for _, p := range all {
			if strings.HasPrefix(p.Username, "reader") {
				w.readers = append(w.readers, p)
			}
		}
		if err == nil && (len(w.rooms) == 0 || len(w.readers) == 0) {
			err = fmt.Errorf("the town has %d communities and %d readers", len(w.rooms), len(w.readers))
		}
		return err
	})
}

// in writes n rows in transactions of townBatch.
func (w *town) in(ctx context.Context, n int, row func(tx community.Tx, i int) error) error {
	for from := 0; from < n; from += townBatch {
		err := w.db.Update(ctx, func(tx community.Tx) error {
			for i := from; i < min(from+townBatch, n); i++ {
				if err := row(tx, i); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// settle adds people of this instance, each with a head's credential.
func (w *town) settle(ctx context.Context, n int) error {
	w.people = make([]community.Person, n)
	return w.in(ctx, n, func(tx community.Tx, i int) error {
		p := w.person(tx.NextID(), i)
		w.people[i] = p
		if err := tx.InsertPerson(p); err != nil {
			return err
		}
		return tx.InsertCredential(community.CredentialRecord{ID: tx.NextID(), IRI: fmt.Sprint(p.IRI, "/credential/bench"),
			PersonID: p.ID, Issuer: w.url + "/issuer", Local: true, Kind: policy.Head, Type: "HeadteacherCredential",
			ValidFrom: w.now.Add(-time.Hour), ValidUntil: w.now.Add(300 * 24 * time.Hour), Index: int64(1<<20 + i), CreatedAt: w.now})
	})
}

var townPhases = [...]string{"primary", "primary", "primary", "secondary", "special", "nursery"}

func (w *town) person(id int64, i int) community.Person {
	iri := fmt.Sprint(w.url, "/u/", id)
	p := community.Person{ID: id, IRI: iri, Host: w.host, Local: true, Username: fmt.Sprint("sample", i),
		Name: w.title(2), Post: "Headteacher", School: w.title(1) + " School", SchoolID: fmt.Sprint(8_000_000 + i),
		Authority: fmt.Sprint("Authority ", i%32), AuthorityID: fmt.Sprintf("S120000%02d", i%32), Nation: w.nation,
		Phase: []string{townPhases[i%len(townPhases)]}, Specialisms: []string{w.word(), w.word()},
		Biography: "Head of a sample school of two hundred pupils, for eleven years.", Language: "en", ShareSchool: true,
		Inbox: iri + "/inbox", CredentialURL: iri + "/credential", KeysURL: iri + "/keys", CreatedAt: w.now, UpdatedAt: w.now}
	p.SearchText = w.text.Fold(strings.Join(append([]string{p.Name, p.School, p.Authority}, p.Specialisms...), " "))
	return p
}

// join makes everybody a member of the first community, and of fewer and fewer
// of the others: the last has a few dozen.
func (w *town) join(ctx context.Context) error {
	type seat struct {
		room   community.Community
		person community.Person
	}
	var seats []seat
	for r, room := range w.rooms {
		for _, p := range w.readers {
			seats = append(seats, seat{room, p})
		}
		for i := 0; i < len(w.people); i += 1 + r*r {
			seats = append(seats, seat{room, w.people[(i+r)%len(w.people)]})
		}
	}
	return w.in(ctx, len(seats), func(tx community.Tx, i int) error {
		s := seats[i]
		id := tx.NextID()
		return tx.InsertMembership(community.Membership{ID: id, IRI: fmt.Sprint(s.room.IRI, "/m/", id), CommunityID: s.room.ID,
			PersonID: s.person.ID, State: policy.Active, Role: policy.Member, Epoch: s.room.Epoch, Version: 1,
			DecidedAt: w.now, StartAt: w.now, CreatedAt: w.now, UpdatedAt: w.now})
	})
}

// talk holds conversations: most are short, one is long, and every fifth post
// answers another than the first.
func (w *town) talk(ctx context.Context, posts int) error {
	left := 0
	var t community.Thread
	var last []community.Post
	end := func(tx community.Tx) error {
		if t.ID == 0 {
			return nil
		}
		if w.long == 0 && len(last) == longThread {
			w.long = t.ID
		}
		newest := last[len(last)-1]
		t.LastPostID, t.LastAt, t.Posts = newest.ID, newest.CreatedAt, int64(len(last))
		return tx.UpdateThread(t)
	}
	if err := w.in(ctx, posts, func(tx community.Tx, i int) error {
		if left == 0 {
			if err := end(tx); err != nil {
				return err
			}
			if left = 1 + int(w.dice.ExpFloat64()*24); i == 0 {
				left = longThread
			}
			var err error
			if t, err = w.thread(tx); err != nil {
				return err
			}
			last = last[:0]
		}
		left--
		p := w.post(tx.NextID(), t, last)
		last = append(last, p)
		return tx.InsertPost(p)
	}); err != nil {
		return err
	}
	return w.db.Update(ctx, end)
}

func (w *town) thread(tx community.Tx) (community.Thread, error) {
	room := w.rooms[min(int(w.dice.ExpFloat64()*4), len(w.rooms)-1)]
	id := tx.NextID()
	t := community.Thread{ID: id, CommunityID: room.ID, Context: fmt.Sprintf("%s%032x", room.Threads, id), Title: w.sentence(6),
		AuthorID: w.people[w.dice.IntN(len(w.people))].ID, LastAt: w.now, CreatedAt: w.now}
	t.RootID = tx.NextID()
	t.RootIRI = fmt.Sprint(w.url, "/o/", t.RootID)
	return t, tx.InsertThread(t)
}

func (w *town) post(id int64, t community.Thread, earlier []community.Post) community.Post {
	author := w.people[w.dice.IntN(len(w.people))]
	p := community.Post{ID: id, CommunityID: t.CommunityID, ThreadID: t.ID, AuthorID: author.ID, AuthorIRI: author.IRI,
		Kind: "Note", Language: "en", State: community.PostAccepted, Epoch: 1, Seq: 1, PublishedAt: w.now, CreatedAt: w.now, ConfirmedAt: w.now,
		Byline: community.Byline{Name: author.Name, Post: author.Post, School: author.School, Authority: author.Authority,
			Nation: author.Nation, Biography: author.Biography, Role: "head"}}
	if len(earlier) == 0 {
		p.ID, p.Kind, p.Title, p.AuthorID = t.RootID, "Article", t.Title, t.AuthorID
	} else {
		parent := earlier[0]
		if w.dice.IntN(5) == 0 {
			parent = earlier[w.dice.IntN(len(earlier))]
		}
		p.ParentID, p.ParentIRI, p.DepthFromRoot, p.BranchID = parent.ID, parent.IRI, parent.DepthFromRoot+1, cmp.Or(parent.BranchID, p.ID)
	}
	p.IRI, p.ActivityIRI = fmt.Sprint(w.url, "/o/", p.ID), fmt.Sprint(w.url, "/a/", p.ID)
	p.Source = w.sentence(40) + "\n\n" + w.sentence(30)
	p.HTML = "<p>" + strings.ReplaceAll(p.Source, "\n\n", "</p>\n<p>") + "</p>"
	p.SearchText = w.text.Fold(p.Title + " " + p.Source)
	return p
}

// word picks one word: the earlier in the vocabulary, the more often.
func (w *town) word() string {
	return w.words[int(float64(len(w.words))*w.dice.Float64()*w.dice.Float64()*w.dice.Float64())]
}

func (w *town) sentence(n int) string {
	list := make([]string, n)
	for i := range list {
		list[i] = w.word()
	}
	return w.title(1) + " " + strings.Join(list, " ") + "."
}

// title is words with a capital letter each.
func (w *town) title(n int) string {
	list := make([]string, n)
	for i := range list {
		word := w.word()
		list[i] = strings.ToUpper(word[:1]) + word[1:]
	}
	return strings.Join(list, " ")
}

// vocabulary makes words that can be pronounced.
func vocabulary(dice *rand.Rand, n int) []string {
	const first, second = "bcdfghlmnprstw", "aeiou"
	seen := map[string]bool{}
	var words []string
	for len(words) < n {
		var b strings.Builder
		for range 2 + dice.IntN(2) {
			b.WriteByte(first[dice.IntN(len(first))])
			b.WriteByte(second[dice.IntN(len(second))])
		}
		if word := b.String(); !seen[word] {
			seen[word] = true
			words = append(words, word)
		}
	}
	return words
}
