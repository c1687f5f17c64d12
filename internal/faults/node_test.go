package faults

import (
	"bufio"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"headroom/community"
	"headroom/community/policy"
	"headroom/federation/sign"
	"headroom/federation/vocab"
	"headroom/internal/config"
	"headroom/internal/instance"
)

// A node is one instance in a process of its own: this test's program, started
// again. It is told what to do line by line, and nothing runs in it by itself,
// so that two of them take the same steps every time.

// start is what a node is started with.
type start struct {
	Config *config.Config
	Now    time.Time
	Viewer community.Viewer
}

// order is one thing to do.
type order struct {
	Do     string        `json:"do"`
	Text   string        `json:"text,omitempty"`
	Group  string        `json:"group,omitempty"`  // IRI
	Parent string        `json:"parent,omitempty"` // IRI of a post; "" begins a thread
	Member string        `json:"member,omitempty"` // IRI
	By     time.Duration `json:"by,omitempty"`
}

// result is what came of it.
type result struct {
	Error   string            `json:"error,omitempty"`
	Ran     int               `json:"ran,omitempty"`
	IRI     string            `json:"iri,omitempty"`
	Posts   map[string]int    `json:"posts,omitempty"`   // by text
	Refused map[string]string `json:"refused,omitempty"` // posts that their author has back, with the reason
	Files   map[string]string `json:"files,omitempty"`   // of posts, by text
	Parked  []string          `json:"parked,omitempty"`  // jobs that failed for good
	Held    int64             `json:"held,omitempty"`    // copies that others have not confirmed as deleted
	Hits    map[string]int    `json:"hits,omitempty"`
}

func TestMain(m *testing.M) {
	if os.Getenv("HEADROOM_FAULTS_NODE") != "" {
		if err := serveNode(os.Stdin, os.Stdout); err != nil {
			_, _ = io.WriteString(os.Stderr, err.Error()+"\n")
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// node is the inside of the process.
type node struct {
	*instance.Instance
	start
}

// serveNode is the life of the process: the first line says what it is.
func serveNode(in io.Reader, out io.Writer) error {
	lines := bufio.NewReader(in)
	n := &node{}
	line, err := lines.ReadBytes('\n')
	if err != nil {
		return err
	}
	if err := json.Unmarshal(line, &n.start); err != nil {
		return err
	}
	ctx := context.Background()
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError}))
	if n.Instance, err = instance.New(ctx, instance.Options{Config: n.start.Config, Version: "test", Log: log, Clock: func() time.Time { return n.Now }}); err != nil {
		return err
	}
	if _, err := n.Start(ctx); err != nil {
		return err
	}
	l, err := net.FileListener(os.NewFile(3, "listener"))
	if err != nil {
		return err
	}
	go func() { _ = http.Serve(l, n.Handler) }()
	answers := json.NewEncoder(out)
	if err := answers.Encode(result{}); err != nil {
		return err
	}
	for {
		line, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return n.Close()
		}
		var o order
		if err := errors.Join(err, json.Unmarshal(line, &o)); err != nil {
			return err
		}
		r, err := n.carryOut(ctx, o)
		if err != nil {
			r.Error = err.Error()
		}
		if err := answers.Encode(r); err != nil {
			return err
		}
	}
}

func (n *node) carryOut(ctx context.Context, o order) (r result, err error) {
	switch o.Do {
	case "post":
		return n.post(ctx, o)
	case "delete":
		p, err := n.find(ctx, o)
		if err != nil || p.State == community.PostDeleted {
			return r, err
		}
		return r, n.Service.DeletePost(ctx, n.Viewer, p.ID)
	case "remove":
		return r, n.remove(ctx, o)
	case "pump":
		r.Ran, err = n.Pump(ctx)
		return r, err
	case "tick":
		return r, n.Tick(ctx, o.Text)
	case "advance":
		n.Now = n.Now.Add(o.By)
		return r, nil
	case "disk":
		return r, n.disk(ctx, o.Text)
	case "state":
		return n.state(ctx, o)
	}
	return r, errors.New("what is " + o.Do + "?")
}

// post says something, once however often it is told, with a file where the
// text asks for one.
func (n *node) post(ctx context.Context, o order) (r result, err error) {
	in := community.PostInput{Body: o.Text, Language: "en", IdempotencyKey: "key of " + o.Text}
	var c community.Community
	err = n.Store.View(ctx, func(tx community.Tx) error {
		if c, err = tx.CommunityByIRI(o.Group); err != nil {
			return err
		}
		if o.Parent == "" {
			in.Community, in.Title = c.ID, o.Text
			return nil
		}
		p, err := tx.PostByIRI(o.Parent)
		in.Thread, in.Parent = p.ThreadID, p.ID
		return err
	})
	if err == nil && strings.Contains(o.Text, "picture") {
		data := []byte("\x89PNG\r\n\x1a\n" + o.Text)
		var f community.Attachment
		f, err = n.Service.UploadImage(ctx, n.Viewer, community.ImageInput{Digest: sign.HashBytes(data), MediaType: "image/png", Data: data, Width: 8, Height: 8, Alt: "Sample"})
		in.Pictures = []community.PictureInput{{ID: f.ID}}
	}
	if err != nil {
		return r, err
	}
	say := n.Service.Reply
	if o.Parent == "" {
		say = n.Service.StartThread
	}
	done, err := say(ctx, n.Viewer, in)
	if err != nil {
		return r, err
	}
	err = n.Store.View(ctx, func(tx community.Tx) error { p, err := tx.Post(done.Post); r.IRI = p.IRI; return err })
	return r, err
}

func (n *node) find(ctx context.Context, o order) (found community.Post, err error) {
	err = n.posts(ctx, o.Group, func(_ community.Tx, p community.Post) error {
		if p.Source == o.Text || p.State == community.PostDeleted && p.IRI == o.Parent {
			found = p
		}
		return nil
	})
	if err == nil && found.ID == 0 {
		err = errors.New("no such post")
	}
	return found, err
}

func (n *node) remove(ctx context.Context, o order) error {
	var c community.Community
	var m community.Membership
	err := n.Store.View(ctx, func(tx community.Tx) (err error) {
		if c, err = tx.CommunityByIRI(o.Group); err != nil {
			return err
		}
		p, err := tx.PersonByIRI(o.Member)
		if err == nil {
			m, err = tx.MembershipOf(c.ID, p.ID)
		}
		return err
	})
	if err != nil || m.State == policy.Removed {
		return err
	}
	return n.Service.RemoveMember(ctx, n.Viewer, c.ID, m.ID, "has left the post")
}

// posts goes through all posts of a community.
func (n *node) posts(ctx context.Context, group string, each func(community.Tx, community.Post) error) error {
	return n.Store.View(ctx, func(tx community.Tx) error {
		c, err := tx.CommunityByIRI(group)
		if err != nil {
			return err
		}
		threads, err := tx.Threads(c.ID, community.Page{Limit: 1000})
		if err != nil {
			return err
		}
		for _, t := range threads {
			posts, err := tx.Posts(t.ID, community.Page{Limit: 1000})
			if err != nil {
				return err
			}
			for _, p := range posts {
				if err := each(tx, p); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// owns reports whether a community is the node's own.
func (n *node) owns(group string) bool { return strings.HasPrefix(group, n.start.Config.URL+"/") }

// state is what the node has of a community in the end.
func (n *node) state(ctx context.Context, o order) (r result, err error) {
	r.Posts, r.Refused, r.Files, r.Hits = map[string]int{}, map[string]string{}, map[string]string{}, hits()
	var held []community.Attachment
	err = n.posts(ctx, o.Group, func(_ community.Tx, p community.Post) error {
		if p.State == community.PostAccepted {
			r.Posts[strings.TrimSpace(vocab.PlainText(p.HTML))]++
		}
		if p.State == community.PostRefused {
			r.Refused[p.Source] = p.Reason
		}
		if n.owns(o.Group) { // elsewhere they may come later
			held = append(held, p.Attachments...)
		}
		return nil
	})
	if err != nil {
		return r, err
	}
	for _, f := range held {
		data, err := n.Service.Files.Get(ctx, f.Digest)
		if err != nil {
			return r, err
		}
		r.Files[f.Digest] = sign.HashBytes(data)
	}
	return r, n.Store.View(ctx, func(tx community.Tx) error {
		parked, err := tx.ParkedJobs(100)
		for _, j := range parked {
			r.Parked = append(r.Parked, j.Kind+": "+j.Reason)
		}
		peers, err2 := tx.Peers()
		for _, p := range peers {
			c, err := tx.CommunityByIRI(o.Group)
			if err != nil || !c.Local {
				continue
			}
			copies, err := tx.CopiesOnHost(p.Host, c.ID)
			if err != nil {
				return err
			}
			for _, k := range copies {
				if k.PurgedAt.IsZero() {
					r.Held++
				}
			}
		}
		return errors.Join(err, err2)
	})
}

// fresh is a text of its own.
func fresh(text string) string { return text + " " + rand.Text()[:8] }
