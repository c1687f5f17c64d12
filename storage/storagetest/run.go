package storagetest

import (
	"context"
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"headroom/community"
)

// Run checks the whole contract of community.Store and community.Tx. open gives
// a new empty store and is called once for each subtest.
func Run(t *testing.T, open func(t testing.TB) community.Store) {
	// long: a table
	for _, part := range []struct {
		name string
		run  func(*bench)
	}{
		{"accounts", accounts},
		{"people", people},
		{"directory", listed},
		{"a crowd in the directory", crowd},
		{"schools", schools},
		{"registers", registers},
		{"applications", asking},
		{"sign-on", signingOn},
		{"second factors", secondFactors},
		{"passkeys", passkeys}, {"apps", apps},
		{"keys", keys},
		{"credentials", credentials},
		{"communities", communities},
		{"memberships", memberships},
		{"threads", threads},
		{"posts", posts},
		{"what hangs on posts", hangings},
		{"unread", unread},
		{"branches", branches},
		{"read counts", readCounts},
		{"further roles", furtherRoles},
		{"paging while rows come", paging},
		{"drafts", drafts},
		{"notices", notices},
		{"quiet time", quiet},
		{"answers by mail", mailReplies},
		{"feeds", memberFeeds},
		{"digests due", digests},
		{"devices", devices},
		{"apps", clients},
		{"posts heard", heard},
		{"notices of many", fanOut},
		{"search", search},
		{"search follows posts", searchFollows},
		{"first steps", welcomes},
		{"composing", composing},
		{"guests", guests},
		{"roles", roles},
		{"acts of moderators elsewhere", sentActs},
		{"the world outside", outside},
		{"groups elsewhere", elsewhere},
		{"what the world is shown", consents},
		{"accounts elsewhere", linkedAccounts},
		{"what is kept of somebody", mine},
		{"reports of posts", postReports},
		{"appeals", appeals},
		{"measures", measures},
		{"held", held},
		{"codes of conduct", conduct}, {"terms of use", termsOfUse},
		{"private messages", privateMessages}, {"arrivals", arrivals},
		{"stances and bookmarks", stancesAndBookmarks}, {"tags that are followed", tagsFollowed}, {"following and lists", followingAndLists}, {"posts of several people", postsOfSeveral}, {"filters", savedFilters}, {"scheduled", scheduledPosts},
		{"logs of moderators", modLogs}, {"polls", polls},
		{"links between communities", groupLinks},
		{"peers and documents", wire},
		{"agreements", peersOf},
		{"forms of signature", signatureForms},
		{"single jobs", queuedJobs},
		{"incidents and reports", statements},
		{"purges", purges},
		{"log", chain},
		{"events", events},
		{"audit", audit},
		{"jobs and lanes", lanes},
		{"rollback", rollback},
		{"failures end a transaction", sticky},
		{"panic and exit", panics},
		{"what is foreseen", func(b *bench) { foresees(b); foreseesMany(b) }},
		{"nesting is refused", nesting},
		{"view writes nothing", readOnly},
		{"view is a snapshot", snapshot},
		{"cancelled callers", cancelled},
		{"many callers", manyCallers},
		{"watch", watch}, {"marks", marks},
	} {
		t.Run(part.name, func(t *testing.T) {
			t.Parallel()
			part.run(&bench{T: t, store: open(t)})
		})
	}
}

// now is the time at which the suite plays.
var now = time.Date(2026, 9, 1, 8, 0, 0, 123e6, time.UTC)

// bench is a store under test.
type bench struct {
	*testing.T
	store community.Store
}

// do runs fn in Update, which must succeed.
func (b *bench) do(fn func(tx community.Tx)) {
	b.Helper()
	b.ok(b.store.Update(context.Background(), func(tx community.Tx) error { fn(tx); return nil }))
}

// look runs fn in View.
func (b *bench) look(fn func(tx community.Tx)) {
	b.Helper()
	b.ok(b.store.View(context.Background(), func(tx community.Tx) error { fn(tx); return nil }))
}

func (b *bench) ok(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// kind checks the kind of an error.
func (b *bench) kind(err error, want community.Kind) {
	b.Helper()
	if got := community.KindOf(err); got != want {
		b.Errorf("error %v is of kind %q, want %q", err, got, want)
	}
}

// is checks a value that came with an error; want follows.
func is[T any](b *bench, what string) func(got T, err error) func(want T) {
	return func(got T, err error) func(want T) {
		b.Helper()
		return func(want T) {
			b.Helper()
			if err != nil {
				b.Errorf("%s: %v", what, err)
			} else if diff := cmp.Diff(want, got); diff != "" {
				b.Errorf("%s (-want +got):\n%s", what, diff)
			}
		}
	}
}

// same checks a value.
func same[T any](b *bench, what string, got, want T) {
	b.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		b.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// missing checks that a row is not there.
func missing[T any](b *bench, what string) func(T, error) {
	return func(_ T, err error) {
		b.Helper()
		if !community.IsNotFound(err) {
			b.Errorf("%s: %v, want ErrNotFound", what, err)
		}
	}
}

// filled gives a value with something of its own in every field, so that a
// field that is not kept shows.
func filled[T any](tx community.Tx) T {
	var v T
	n := tx.NextID()
	fill(reflect.ValueOf(&v).Elem(), "", &n)
	if id := reflect.ValueOf(&v).Elem().FieldByName("ID"); id.IsValid() {
		id.SetInt(tx.NextID())
	}
	return v
}

// fill sets v and what is in it. n counts up.
func fill(v reflect.Value, name string, n *int64) {
	*n++
	switch field := v.Addr().Interface().(type) {
	case *time.Time:
		*field = now.Add(time.Duration(*n%100_000) * time.Millisecond)
		return
	case *time.Duration:
		*field = time.Duration(*n%100) * time.Second
		return
	case *[]byte:
		*field = []byte{0, byte(*n), 0xff}
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprintf("%s?%d \"'é", name, *n))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(*n % 1_000_000)
	case reflect.Uint8:
		v.SetUint(uint64(*n%3 + 1))
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), v.Type().Field(i).Name, n)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(v.Index(0), name, n)
		fill(v.Index(1), name, n)
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		item := reflect.New(v.Type().Elem()).Elem()
		fill(item, name, n)
		v.SetMapIndex(reflect.ValueOf("cy").Convert(v.Type().Key()), item)
	}
}

// insert inserts a filled row, changed by edit, and gives it.
func insert[T any](b *bench, tx community.Tx, put func(T) error, edit func(*T)) T {
	b.Helper()
	row := filled[T](tx)
	if edit != nil {
		edit(&row)
	}
	b.ok(put(row))
	return row
}

// head is a local person.
func head(b *bench, tx community.Tx) community.Person {
	b.Helper()
	return insert(b, tx, tx.InsertPerson, func(p *community.Person) { p.Host = "b.example" })
}

// guestOf is a person of another host.
func guestOf(b *bench, tx community.Tx, host string) community.Person {
	b.Helper()
	return insert(b, tx, tx.InsertPerson, func(p *community.Person) {
		p.Host, p.Local, p.IRI = host, false, fmt.Sprintf("https://%s/u/%d", host, p.ID)
	})
}

// room is a community, of ours or of a peer.
func room(b *bench, tx community.Tx, local bool) community.Community {
	b.Helper()
	return insert(b, tx, tx.InsertCommunity, func(c *community.Community) { c.Local, c.DeletedAt = local, time.Time{} })
}

// conversation is a thread in a community.
func conversation(b *bench, tx community.Tx, group int64) community.Thread {
	b.Helper()
	return insert(b, tx, tx.InsertThread, func(c *community.Thread) { c.CommunityID, c.LastPostID = group, tx.NextID() })
}

// contribution is an accepted post in a thread.
func contribution(b *bench, tx community.Tx, c community.Thread, author int64) community.Post {
	b.Helper()
	return insert(b, tx, tx.InsertPost, func(p *community.Post) {
		p.CommunityID, p.ThreadID, p.AuthorID = c.CommunityID, c.ID, author
		p.State, p.Attachments, p.Mentions = community.PostAccepted, nil, nil
	})
}

// idsOf lists the ids of rows.
func idsOf[T any](list []T, id func(T) int64) []int64 {
	var all []int64
	for _, v := range list {
		all = append(all, id(v))
	}
	return all
}
