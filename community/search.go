package community

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"headroom/community/policy"
)

// Where a search looks.
const (
	SearchEverywhere  = ""
	SearchPosts       = "posts"
	SearchPeople      = "people"
	SearchCommunities = "communities"
)

// Orders of what is found.
const (
	SearchBest   = ""
	SearchNewest = "newest"
)

// SearchInput is what somebody searches for. Empty fields do not narrow.
type SearchInput struct {
	Query     string
	Where     string    // one of the constants
	Community int64     // posts of one community only
	Author    int64     // posts of one person only
	Language  string    // of posts
	From      time.Time // arrival here, inclusive
	Until     time.Time // exclusive
	Order     string
	Cursor    string // of SearchView.Next, "" for the first page
	Limit     int    // of posts on a page
}

// SearchHit is a post that was found, as one reader may see it.
type SearchHit struct {
	Post      Post
	Thread    Thread
	Community Community
	Author    PersonView
	Title     []Piece // of the thread
	Excerpt   []Piece
}

// SearchView is what was found. Counts are of what the viewer may read, and of
// nothing else.
type SearchView struct {
	Asked       bool // there were words to look for
	Hits        []SearchHit
	Count       int64       // of posts
	More        bool        // there are more posts than Count
	Rooms       []Community // that the viewer may read, all or in part
	Looked      int         // so many of them were looked through
	Next        string      // cursor of the next page, or ""
	Cut         bool        // the best of the newest candidates were ranked, not all
	Communities []CommunityCard
	CommunityN  int
	People      []PersonView
	PeopleN     int64
}

// Bounds of a search.
const (
	searchCount      = 1_000 // counted at most
	searchTitles     = 100   // candidates by their title, for the best
	searchCandidates = 300   // candidates by their text
	searchFew        = 4     // people and communities beside posts
	searchMany       = 50    // people or communities by themselves
)

// Search finds posts, people and communities by words. What the viewer may read
// is asked of policy first and goes into the query, so that neither the results
// nor the counts nor their order depend on anything else; what is found is put
// to policy once more.
func (s *Service) Search(ctx context.Context, v Viewer, in SearchInput) (SearchView, error) {
	all, none := s.parseSearch(in.Query)
	if len(all) == 0 {
		return view(ctx, s, func(tx Tx) (out SearchView, err error) {
			_, err = s.readableIn(tx, v, in.Community, &out)
			return out, err
		})
	}
	out, err := view(ctx, s, func(tx Tx) (out SearchView, err error) {
		out.Asked = true
		may, err := s.readableIn(tx, v, in.Community, &out)
		if err != nil {
			return out, err
		}
		if in.Where == SearchEverywhere || in.Where == SearchPosts {
			q := PostSearch{Rooms: may.whole, Threads: may.threads, All: all, None: none, Author: in.Author,
				Language: in.Language, From: in.From, Until: in.Until}
			if err := s.searchPosts(tx, v, in, q, may, &out); err != nil {
				return out, err
			}
		}
		if in.Community == 0 && in.Where != SearchPosts && in.Where != SearchPeople {
			out.Communities, out.CommunityN, err = s.searchCommunities(tx, v, all, none)
		}
		return out, err
	})
	if err != nil || in.Community != 0 || in.Where == SearchPosts || in.Where == SearchCommunities {
		return out, err
	}
	few := searchFew
	if in.Where == SearchPeople {
		few = searchMany
	}
	found, err := s.FindPeople(ctx, v, PeopleQuery{Words: in.Query}, Page{Limit: few})
	if k := KindOf(err); k == Forbidden || k == NotFound || k == Unauthenticated {
		return out, nil // the directory is not theirs to search
	}
	out.People, out.PeopleN = found.People, found.Count
	return out, err
}

// readableIn is what the viewer may read, in one community when it is named. A
// community of which they may read nothing is answered as if it did not exist.
func (s *Service) readableIn(tx Tx, v Viewer, community int64, out *SearchView) (readable, error) {
	may, err := s.readable(tx, v)
	if err != nil {
		return may, err
	}
	out.Rooms = may.list()
	if community != 0 {
		if may, err = may.only(tx, community); err == nil && len(may.rooms) == 0 {
			err = ErrNotFound
		}
	}
	out.Looked = len(may.rooms)
	return may, err
}

// list is the rooms that are looked into, newest last.
func (r readable) list() (rooms []Community) {
	for _, c := range r.rooms {
		rooms = append(rooms, c)
	}
	slices.SortFunc(rooms, func(a, b Community) int { return cmp.Compare(a.ID, b.ID) })
	return rooms
}

// searchPosts counts posts and finds one page of them.
func (s *Service) searchPosts(tx Tx, v Viewer, in SearchInput, q PostSearch, may readable, out *SearchView) error {
	newest, err := tx.SearchPosts(q, Page{Limit: searchCount + 1}) // counted, and the candidates
	if err != nil || len(newest) == 0 {
		return err
	}
	out.Count, out.More = int64(min(len(newest), searchCount)), len(newest) > searchCount
	limit := in.Limit
	if limit <= 0 || limit > 50 {
		limit = 20
	}
	var ids []int64
	if in.Order == SearchNewest {
		ids, out.Next, err = newestPosts(tx, q, newest, in.Cursor, limit)
	} else {
		ids, out.Next, err = bestPosts(tx, q, newest[:min(len(newest), searchCandidates)], in.Cursor, limit)
		out.Cut = out.Next == "" && len(newest) > searchCandidates
	}
	if err != nil {
		return err
	}
	out.Hits, err = s.hits(tx, v, may, ids, q.All)
	return err
}

func newestPosts(tx Tx, q PostSearch, newest []int64, cursor string, limit int) (ids []int64, next string, err error) {
	ids = newest
	if before, err := strconv.ParseInt(cursor, 10, 64); err == nil && before > 0 {
		if ids, err = tx.SearchPosts(q, Page{Before: before, Limit: limit + 1}); err != nil {
			return nil, "", err
		}
	}
	if len(ids) > limit {
		ids = ids[:limit]
		next = itoa(ids[limit-1])
	}
	return ids, next, nil
}

// bestPosts ranks the newest candidates: those with the words in the title, and
// those with them anywhere. A post's rank depends on its own words alone, so
// that pages do not shift when others are written.
func bestPosts(tx Tx, q PostSearch, inText []int64, cursor string, limit int) (ids []int64, next string, err error) {
	titled := q
	titled.InTitle = true
	inTitle, err := tx.SearchPosts(titled, Page{Limit: searchTitles})
	if err != nil {
		return nil, "", err
	}
	texts, err := tx.SearchTexts(distinct(slices.Concat(inTitle, inText)))
	if err != nil {
		return nil, "", err
	}
	list := make([]rankedPost, len(texts))
	for i, t := range texts {
		list[i] = rankedPost{rank: rankOf(t, q.All), id: t.ID}
	}
	slices.SortFunc(list, rankedPost.compare)
	if at, ok := readCursor(cursor); ok {
		list = slices.DeleteFunc(list, func(p rankedPost) bool { return p.compare(at) <= 0 })
	}
	for _, p := range list[:min(limit, len(list))] {
		ids = append(ids, p.id)
	}
	if len(list) > limit {
		next = itoa(list[limit-1].rank) + "." + itoa(list[limit-1].id)
	}
	return ids, next, nil
}

// rankedPost is the place of a post among the best.
type rankedPost struct{ rank, id int64 }

// compare puts the higher rank first, then the newer post.
func (p rankedPost) compare(other rankedPost) int {
	return cmp.Or(cmp.Compare(other.rank, p.rank), cmp.Compare(other.id, p.id))
}

func readCursor(text string) (p rankedPost, ok bool) {
	rank, id, ok := strings.Cut(text, ".")
	if !ok {
		return p, false
	}
	var bad, worse error
	p.rank, bad = strconv.ParseInt(rank, 10, 64)
	p.id, worse = strconv.ParseInt(id, 10, 64)
	return p, bad == nil && worse == nil
}

// Weights of where a term is found.
const (
	rankTitle = 30
	rankWhole = 10 // the whole word, not only its beginning
	rankTimes = 4  // each time in the text, up to five
)

// rankOf weighs how well a post answers the terms.
func rankOf(t PostText, terms []SearchTerm) (rank int64) {
	title, text := strings.Fields(t.Title), strings.Fields(t.Text)
	for _, term := range terms {
		n, whole := timesIn(title, term)
		rank += rankTitle * min(n, 1)
		times, again := timesIn(text, term)
		rank += rankTimes * min(times, 5)
		if whole || again {
			rank += rankWhole
		}
	}
	return rank
}

// timesIn counts a term in words; whole when it is there without going on.
func timesIn(words []string, term SearchTerm) (n int64, whole bool) {
	size := len(term.Words)
	for i := range words {
		if term.Joined != "" && words[i] == term.Joined {
			n, whole = n+1, true
		}
		if i+size > len(words) || !slices.Equal(words[i:i+size-1], term.Words[:size-1]) {
			continue
		}
		switch last := words[i+size-1]; {
		case last == term.Words[size-1]:
			n, whole = n+1, true
		case term.Prefix && strings.HasPrefix(last, term.Words[size-1]):
			n++
		}
	}
	return n, whole
}

// hits shows posts in the order of ids, after asking policy about each.
func (s *Service) hits(tx Tx, v Viewer, may readable, ids []int64, terms []SearchTerm) (out []SearchHit, err error) {
	list, err := tx.PostsByID(ids)
	if err != nil {
		return nil, err
	}
	posts := make(map[int64]Post, len(list))
	var threads, authors []int64
	for _, p := range list {
		posts[p.ID] = p
		threads, authors = append(threads, p.ThreadID), append(authors, p.AuthorID)
	}
	found, err := tx.ThreadsByID(distinct(threads))
	if err != nil {
		return nil, err
	}
	of := map[int64]Thread{}
	for _, t := range found {
		of[t.ID] = t
	}
	people, err := s.peopleByID(tx, authors)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		p, there := posts[id]
		t := of[p.ThreadID]
		if !there || p.State != PostAccepted || p.CommunityID != t.CommunityID || !may.may(tx, v, t) {
			continue
		}
		p.Source = "" // others read what was rendered
		hit := SearchHit{Post: p, Thread: t, Community: may.rooms[t.CommunityID], Author: authorView(people[p.AuthorID], p.Byline),
			Title: s.marked(t.Title, terms)}
		if policy.Disclose(t.Label, policy.ChannelSearch, p.AuthorID == v.Person) == policy.Whole {
			hit.Excerpt = s.excerpt(PlainText(p.HTML), terms)
		}
		out = append(out, hit)
	}
	return out, nil
}

// searchCommunities finds communities that the viewer may know by their names
// and summaries in any language: those with the words in the name first.
func (s *Service) searchCommunities(tx Tx, v Viewer, all, none []SearchTerm) (cards []CommunityCard, count int, err error) {
	st, err := s.standing(tx, v)
	if err != nil {
		return nil, 0, err
	}
	known, err := tx.Communities(nil)
	if err != nil {
		return nil, 0, err
	}
	var rest []CommunityCard
	for _, c := range known {
		name, summary := s.langWords(c.Name), s.langWords(c.Summary)
		named := occur(name, all)
		if !named && !occur(append(slices.Clone(name), summary...), all) || anyOccurs(append(name, summary...), none) {
			continue
		}
		f, err := s.factsIn(tx, v, st, c)
		if err != nil {
			return nil, 0, err
		}
		if !policy.Decide(policy.ViewListed, f).OK() {
			continue
		}
		var m *Membership
		if have, ok := st.memberships[c.ID]; ok {
			m = &have
		}
		if named {
			cards = append(cards, card(c, f, m))
		} else {
			rest = append(rest, card(c, f, m))
		}
	}
	cards = append(cards, rest...)
	return cards[:min(len(cards), searchMany)], len(cards), nil
}

// langWords are the words of a text in all its languages, as they are indexed.
func (s *Service) langWords(m LangMap) (words []string) {
	for _, text := range m {
		words = append(words, strings.Fields(indexed(s.Text.Fold(text)))...)
	}
	return words
}

// occur reports whether every term occurs; its last word may always go on.
func occur(words []string, terms []SearchTerm) bool {
	for _, term := range terms {
		term.Prefix = true
		if n, _ := timesIn(words, term); n == 0 {
			return false
		}
	}
	return true
}

func anyOccurs(words []string, terms []SearchTerm) bool {
	return slices.ContainsFunc(terms, func(term SearchTerm) bool {
		n, _ := timesIn(words, term)
		return n > 0
	})
}
