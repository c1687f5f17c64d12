package community_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"headroom/community"
	"headroom/community/policy"
)

// found are the posts that a search gives, page by page.
func (h *house) found(v community.Viewer, in community.SearchInput) (posts []int64, count int64) {
	h.t.Helper()
	in.Limit = 3
	for {
		out, err := h.Search(h.ctx, v, in)
		h.must(err)
		for _, hit := range out.Hits {
			posts = append(posts, hit.Post.ID)
		}
		if out.Next == "" {
			return posts, out.Count
		}
		in.Cursor = out.Next
	}
}

func TestSearchWords(t *testing.T) {
	t.Parallel()
	h := build(t)
	mon := h.post(h.head, h.closed, "Ysgolion Ynys Môn", "Mae’r dŵr yn oer a’r tŷ yn hen.")
	powys := h.post(h.mod, h.open, "Llanfair-ym-Muallt", "O’Neill a **MacDonald**, ar yr un diwrnod")
	gaelic := h.reply(h.head, mon.Thread, "Cò às a tha thu? À Ìle. Tha còmhradh ùr ann mu sgoiltean.")
	html := h.reply(h.mod, powys.Thread, "A `<script>` & a ferry, a **ferry** and the ferry")
	h.post(h.mod, h.private, "Ynys arall", "dŵr")
	for query, want := range map[string][]int64{
		"ynys mon": {mon.Post}, "YNYS MÔN": {mon.Post}, "dwr ty": {mon.Post}, "dŵr": {mon.Post}, "oer hen": {mon.Post},
		"llanfair-ym-muallt": {powys.Post}, "llanfair ym muallt": {powys.Post}, "llanfairymmuallt": {powys.Post}, "llanfair": {powys.Post},
		"oneill": {powys.Post}, "o'neill": {powys.Post}, "O’Neill": {powys.Post}, "macdonald": {powys.Post}, "Mac-Donald": {powys.Post},
		"comhradh ur": {gaelic.Post}, "ìle": {gaelic.Post}, "sgoilt": {gaelic.Post}, "sgoilt mu": nil, `"sgoilt"`: nil,
		`"mu sgoiltean"`: {gaelic.Post}, `"sgoiltean mu"`: nil, "ynys -môn": nil, "ynys -dinas": {mon.Post}, "-ynys": nil,
		"ferry script": {html.Post}, "strong": nil, `ferry*`: {html.Post}, `NEAR(ferry script)`: nil, `") OR "ferry`: nil, `ferry AND`: {html.Post},
		"marks:r1": nil, "": nil, "-": nil, `"`: nil, "'": nil, "ferry \x00": {html.Post},
	} {
		for _, order := range []string{community.SearchBest, community.SearchNewest} {
			got, count := h.found(h.helper, community.SearchInput{Query: query, Order: order})
			if !slices.Equal(got, want) || count != int64(len(want)) {
				t.Errorf("%q: %v (%d), want %v", query, got, count, want)
			}
		}
	}
	out, err := h.Search(h.ctx, h.helper, community.SearchInput{Query: "islands"})
	if err != nil || out.CommunityN != 1 || out.Communities[0].ID != h.closed {
		t.Errorf("communities %+v, %v", out.Communities, err)
	}
	out, err = h.Search(h.ctx, h.helper, community.SearchInput{Query: "quiet room"})
	if err != nil || out.CommunityN != 0 {
		t.Errorf("the private community: %+v, %v", out.Communities, err)
	}
	out, err = h.Search(h.ctx, h.helper, community.SearchInput{Query: "sample iain", Where: community.SearchPeople})
	if err != nil || out.PeopleN != 1 || out.People[0].ID != h.head.Person || len(out.Hits) != 0 {
		t.Errorf("people %+v, %v", out.People, err)
	}
	_, err = h.Search(h.ctx, h.helper, community.SearchInput{Query: "ynys", Community: h.private})
	kind(t, "in the private community", err, community.NotFound)
}

// told shows pieces with the hits in square brackets.
func told(list []community.Piece) string {
	var b strings.Builder
	for _, p := range list {
		if p.Hit {
			b.WriteString("[" + p.Text + "]")
		} else {
			b.WriteString(p.Text)
		}
	}
	return b.String()
}

func TestSearchMarks(t *testing.T) {
	t.Parallel()
	h := build(t)
	long := strings.Repeat("geiriau eraill ", 40)
	h.post(h.head, h.closed, "Ynys Môn a’r môr", long+"mae O’Neill ar yr *ynys* o hyd & yn <b>hapus</b> "+long)
	for _, c := range []struct{ query, title, excerpt string }{
		{"ynys mon", "[Ynys] [Môn] a’r môr", "geiriau eraill mae O’Neill ar yr [ynys] o hyd & yn hapus geiriau"},
		{"oneill", "Ynys Môn a’r môr", "eraill mae [O’Neill] ar yr ynys"},
		{"o'neill hap", "Ynys Môn a’r môr", "eraill mae [O’Neill] ar yr ynys o hyd & yn [hapus] geiriau"},
		{`"ar yr ynys"`, "Ynys Môn a’r môr", "mae O’Neill [ar] [yr] [ynys] o hyd"},
	} {
		out, err := h.Search(h.ctx, h.helper, community.SearchInput{Query: c.query})
		h.must(err)
		if len(out.Hits) != 1 {
			t.Errorf("%s: %d posts", c.query, len(out.Hits))
			continue
		}
		if got := told(out.Hits[0].Title); got != c.title {
			t.Errorf("%s: title %q", c.query, got)
		}
		got := told(out.Hits[0].Excerpt)
		if !strings.Contains(got, c.excerpt) || !strings.HasPrefix(got, "… ") || !strings.HasSuffix(got, " …") || len(strings.Fields(got)) > 45 {
			t.Errorf("%s: excerpt %q", c.query, got)
		}
	}
}

// TestSearchRowsMayBeRead holds what is found to policy, and the count to what
// every post that may be read has in it, for everybody and for people in random
// rooms.
func TestSearchRowsMayBeRead(t *testing.T) {
	t.Parallel()
	h := build(t)
	random := rand.New(rand.NewPCG(3, 7))
	rooms := []int64{h.open, h.closed, h.private}
	for i := range 6 {
		rooms = append(rooms, h.community(fmt.Sprintf("room-%d", i), []string{"open", "closed", "private"}[i%3], "instance"))
	}
	vocabulary := []string{"ferry", "supply", "llesiant", "Môn", "budget", "sgoil"}
	for i := range 60 {
		r := h.post(h.mod, rooms[random.IntN(len(rooms))], "Sample "+vocabulary[random.IntN(6)], vocabulary[random.IntN(6)]+" and "+vocabulary[random.IntN(6)])
		if i%7 == 0 {
			h.must(h.DeletePost(h.ctx, h.mod, r.Post))
		}
	}
	viewers := h.everybody()
	for i := range 5 {
		v := h.member(fmt.Sprintf("reader%d", i), policy.Head)
		for _, id := range rooms[3:] {
			if random.IntN(2) == 0 {
				h.must(h.Invite(h.ctx, h.mod, id, community.InviteInput{Person: fmt.Sprintf("reader%d", i)}))
				h.must(h.Join(h.ctx, v, id, "", nil))
			}
		}
		viewers[fmt.Sprintf("reader %d", i)] = v
	}
	viewers["guest"] = h.guest(rooms[2])
	var all []community.Post
	h.view(func(tx community.Tx) error {
		for _, id := range rooms {
			threads, err := tx.Threads(id, community.Page{Limit: 100})
			if err != nil {
				return err
			}
			for _, th := range threads {
				posts, err := tx.Posts(th.ID, community.Page{Limit: 100})
				if err != nil {
					return err
				}
				all = append(all, posts...)
			}
		}
		return nil
	})
	seen := 0
	for name, v := range viewers {
		for _, word := range vocabulary {
			var want []int64
			for _, p := range all {
				_, err := h.Post(h.ctx, v, p.ID)
				may := err == nil && p.State == community.PostAccepted
				if may && strings.Contains(h.Text.Fold(p.Title+" "+p.HTML), h.Text.Fold(word)) {
					want = append(want, p.ID)
				}
			}
			slices.Sort(want)
			slices.Reverse(want)
			got, count := h.found(v, community.SearchInput{Query: word, Order: community.SearchNewest})
			if !slices.Equal(got, want) || count != int64(len(want)) {
				t.Errorf("%s looks for %s: %d (%d), want %d", name, word, got, count, want)
			}
			best, _ := h.found(v, community.SearchInput{Query: word})
			slices.Sort(best)
			slices.Reverse(best)
			if !slices.Equal(best, want) {
				t.Errorf("%s looks for the best %s: %d, want %d", name, word, best, want)
			}
			seen += len(got)
		}
	}
	if seen < 200 {
		t.Errorf("%d rows: this proves little", seen)
	}
}

// guest is somebody without a credential who may read one thread of a room.
func (h *house) guest(room int64) community.Viewer {
	h.t.Helper()
	v := h.member("visitor", policy.NoCredential)
	var context string
	h.view(func(tx community.Tx) error {
		list, err := tx.Threads(room, community.Page{Limit: 1})
		if err == nil && len(list) > 0 {
			context = list[0].Context
		}
		return err
	})
	if context == "" {
		h.t.Fatal("the guest's room has no thread")
	}
	now := h.clock.Now()
	h.update(func(tx community.Tx) error {
		m := community.Membership{ID: tx.NextID(), CommunityID: room, PersonID: v.Person, State: policy.Active, Role: policy.Guest, Epoch: 1,
			Version: 1, FollowIRI: "https://scotland.example/a/guest", Scope: []string{context}, StartAt: now, EndAt: now.Add(time.Hour), CreatedAt: now}
		m.IRI = fmt.Sprintf("https://scotland.example/m/%d", m.ID)
		return tx.InsertMembership(m)
	})
	return v
}

func TestSearchFilters(t *testing.T) {
	t.Parallel()
	h := build(t)
	first := h.post(h.head, h.closed, "Ferry", "One")
	h.clock.add(48 * time.Hour)
	h.update(func(tx community.Tx) error { return tx.PutSetting("sample", "") })
	in := community.PostInput{Community: h.open, Title: "Aiseag", Body: "the ferry ", Language: "gd"}
	r, err := h.StartThread(h.ctx, h.mod, in)
	h.must(err)
	now := h.clock.Now()
	for name, c := range map[string]struct {
		in   community.SearchInput
		want []int64
	}{
		"all":           {community.SearchInput{}, []int64{first.Post, r.Post}},
		"newest":        {community.SearchInput{Order: community.SearchNewest}, []int64{r.Post, first.Post}},
		"one community": {community.SearchInput{Community: h.open}, []int64{r.Post}},
		"author":        {community.SearchInput{Author: h.head.Person}, []int64{first.Post}},
		"language":      {community.SearchInput{Language: "gd"}, []int64{r.Post}},
		"from":          {community.SearchInput{From: now.Add(-time.Hour)}, []int64{r.Post}},
		"until":         {community.SearchInput{Until: now.Add(-time.Hour)}, []int64{first.Post}},
		"neither":       {community.SearchInput{Until: now.Add(-72 * time.Hour)}, nil},
		"people only":   {community.SearchInput{Where: community.SearchPeople}, nil},
	} {
		c.in.Query = "ferry"
		if got, _ := h.found(h.head, c.in); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// FuzzSearchQuery types anything into the search box: nothing breaks the
// query, and nothing is found outside the rooms.
func FuzzSearchQuery(f *testing.F) {
	h := build(f)
	h.post(h.head, h.private, "Canary", "zqcanary r1 a1 canary")
	for _, seed := range []string{"canary", `"canary" OR *`, "-canary a", `can* NEAR(a b, 3)`, "marks : (r1)", "'#r1' | 'canary':*", "ʼ’-−", "½ ﬁ ß İ", "\xff\x00", "{title} : ^a"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, query string) {
		for _, order := range []string{community.SearchBest, community.SearchNewest} {
			out, err := h.Search(h.ctx, h.outsider, community.SearchInput{Query: query, Order: order, Cursor: query})
			if err != nil || out.Count != 0 || len(out.Hits) != 0 {
				t.Fatalf("%q: %d, %v", query, out.Count, err)
			}
		}
		if _, err := h.SimilarThreads(h.ctx, h.head, h.private, query, 5); err != nil {
			t.Fatalf("similar to %q: %v", query, err)
		}
	})
}
