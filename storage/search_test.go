package storage_test

import (
	"bytes"
	"context"
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
