package storage_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"headroom/community"
	"headroom/storage"
	"headroom/storage/storagetest"
)

// TestErasedWordsLeaveTheFile writes a word into a post, long and short, takes
// it out, and looks for it in the vocabulary of the index and in the file.
func TestErasedWordsLeaveTheFile(t *testing.T) {
	t.Parallel()
	const word = "zqxcanaryword"
	path := filepath.Join(t.TempDir(), "headroom.db")
	db := storagetest.Open(t, storage.Options{Database: "sqlite:" + path})
	ctx := context.Background()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	at := time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC)
	var posts []community.Post
	must(db.Update(ctx, func(tx community.Tx) error {
		c := community.Community{ID: tx.NextID(), IRI: "https://b.example/g/1", Username: "sample"}
		if err := tx.InsertCommunity(c); err != nil {
			return err
		}
		th := community.Thread{ID: tx.NextID(), CommunityID: c.ID, Context: "https://b.example/g/1/t/1"}
		if err := tx.InsertThread(th); err != nil {
			return err
		}
		posts = nil
		for _, text := range []string{word, strings.Repeat("sample words ", 900) + word} {
			p := community.Post{ID: tx.NextID(), CommunityID: c.ID, ThreadID: th.ID, AuthorID: 1, HTML: "<p>" + text + "</p>",
				SearchText: text, Source: text, State: community.PostAccepted, CreatedAt: at}
			p.IRI = "https://b.example/o/" + p.HTML[:4] + string(rune('a'+len(posts)))
			if err := tx.InsertPost(p); err != nil {
				return err
			}
			posts = append(posts, p)
		}
		return nil
	}))
	if n := db.Vocabulary(t, word); n != 2 {
		t.Fatalf("the word is in %d posts of the index: this proves nothing", n)
	}
	must(db.Update(ctx, func(tx community.Tx) error {
		for _, p := range posts {
			p.State, p.HTML, p.Source, p.SearchText = community.PostDeleted, "", "", ""
			if err := tx.UpdatePost(p); err != nil {
				return err
			}
		}
		return nil
	}))
	if n := db.Vocabulary(t, word); n != 0 {
		t.Errorf("the word is still in %d posts of the index", n)
	}
	must(db.Checkpoint(ctx))
	raw, err := os.ReadFile(path)
	must(err)
	if bytes.Contains(raw, []byte(word)) || bytes.Contains(raw, []byte(word[2:])) {
		t.Error("the word can still be read in the file")
	}
}

// TestWordsOfOneBatch changes posts, and takes one out, before their batch has
// put any of them into the index.
func TestWordsOfOneBatch(t *testing.T) {
	t.Parallel()
	db := storagetest.Open(t, storage.Options{Database: "sqlite:" + filepath.Join(t.TempDir(), "headroom.db")})
	err := db.Update(context.Background(), func(tx community.Tx) error {
		c := community.Community{ID: tx.NextID(), IRI: "https://b.example/g/1", Username: "sample"}
		th := community.Thread{ID: tx.NextID(), CommunityID: c.ID, Context: "https://b.example/g/1/t/1"}
		if err := errors.Join(tx.InsertCommunity(c), tx.InsertThread(th)); err != nil {
			return err
		}
		for _, last := range []community.PostState{community.PostAccepted, community.PostDeleted, community.PostAccepted} {
			p := community.Post{ID: tx.NextID(), CommunityID: c.ID, ThreadID: th.ID, AuthorID: 1, SearchText: "zqxbefore", State: community.PostAccepted}
			p.IRI = fmt.Sprint("https://b.example/o/", p.ID)
			if err := tx.InsertPost(p); err != nil {
				return err
			}
			if p.State, p.SearchText = last, "zqxafter"; last == community.PostDeleted {
				p.SearchText = ""
			}
			if err := tx.UpdatePost(p); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if before, after := db.Vocabulary(t, "zqxbefore"), db.Vocabulary(t, "zqxafter"); before != 0 || after != 2 {
		t.Errorf("%d posts are found by the words that they had, %d by those they have; want 0 and 2", before, after)
	}
}

// TestSearchFindsWhatIsNotInTheIndexYet searches for what is committed before the
// index has it.
func TestSearchFindsWhatIsNotInTheIndexYet(t *testing.T) {
	t.Parallel()
	looks := 0
	path := "sqlite:" + filepath.Join(t.TempDir(), "headroom.db")
	db := storagetest.Open(t, storage.Options{Database: path})
	ctx := context.Background()
	var room community.Community
	var th community.Thread
	if err := db.Update(ctx, func(tx community.Tx) error {
		room = community.Community{ID: tx.NextID(), IRI: "https://b.example/g/1", Username: "sample"}
		th = community.Thread{ID: tx.NextID(), CommunityID: room.ID, Context: "https://b.example/g/1/t/1"}
		return errors.Join(tx.InsertCommunity(room), tx.InsertThread(th))
	}); err != nil {
		t.Fatal(err)
	}
	for range 20 { // each in a commit of its own
		if err := db.Update(ctx, func(tx community.Tx) error {
			p := community.Post{ID: tx.NextID(), CommunityID: room.ID, ThreadID: th.ID, AuthorID: 1, SearchText: "zqxlate", State: community.PostAccepted}
			p.IRI = fmt.Sprint("https://b.example/o/", p.ID)
			return tx.InsertPost(p)
		}); err != nil {
			t.Fatal(err)
		}
	}
	q := community.PostSearch{Rooms: []int64{room.ID}, All: []community.SearchTerm{{Words: []string{"zqxlate"}}}}
	var found []int64
	if err := db.View(ctx, func(tx community.Tx) (err error) {
		looks++
		found, err = tx.SearchPosts(q, community.Page{})
		return err
	}); err != nil || len(found) != 20 {
		t.Errorf("%d posts found, want 20: %v", len(found), err)
	}
	if looks != 2 {
		t.Errorf("the search looked at %d snapshots, want one without the posts and one with them", looks)
	}
}
