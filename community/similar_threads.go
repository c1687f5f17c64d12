package community

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"headroom/community/policy"
)

// Bounds of the search for similar threads.
const (
	similarMost       = 5
	similarWords      = 8  // of a title, stop words left out
	similarCandidates = 30 // newest, for each combination of words
	similarShare      = 0.3
)

// SimilarThreads gives threads whose titles share words with a title that is
// being written, those of the community first, then those of the viewer's other
// rooms. Rare words weigh more than common ones. Who may not begin a thread in
// the community is answered as if it did not exist.
func (s *Service) SimilarThreads(ctx context.Context, v Viewer, community int64, title string, limit int) ([]ThreadLine, error) {
	if limit <= 0 || limit > similarMost {
		limit = similarMost
	}
	return view(ctx, s, func(tx Tx) ([]ThreadLine, error) {
		if err := s.mayBegin(tx, v, community); err != nil {
			return nil, err
		}
		words := s.titleWords(title)
		if len(words) == 0 {
			return nil, nil
		}
		may, err := s.readable(tx, v)
		if err != nil {
			return nil, err
		}
		found, err := s.similarPosts(tx, may, community, words)
		if err != nil {
			return nil, err
		}
		return s.similarLines(tx, v, may, found, limit)
	})
}

// mayBegin refuses who may not begin a thread, without saying why.
func (s *Service) mayBegin(tx Tx, v Viewer, community int64) error {
	c, err := tx.Community(community)
	if err != nil {
		return err
	}
	f, err := s.communityFacts(tx, v, c)
	if err != nil {
		return err
	}
	f.Biography = true // asked for when it is posted
	if !policy.Decide(policy.StartThread, f).OK() {
		return ErrNotFound
	}
	return nil
}

// titleWords are the terms of a title that say what it is about. A longer word
// stands for what it begins: "inspection" finds "inspections", and the word that
// is being typed finds what it may become.
func (s *Service) titleWords(title string) (terms []SearchTerm) {
	title = clean(title)
	if utf8.RuneCountInString(title) > titleMax {
		title = string([]rune(title)[:titleMax])
	}
	seen := map[string]bool{}
	for _, word := range splitWords(s.Text.Fold(title)) {
		if utf8.RuneCountInString(word) < 2 || IsStopWord(word) {
			continue
		}
		term := SearchTerm{Words: []string{word}}
		if len(word) >= 4 {
			term = SearchTerm{Words: []string{strings.TrimSuffix(word, "s")}, Prefix: true}
		}
		if seen[term.Words[0]] || len(terms) == similarWords {
			continue
		}
		seen[term.Words[0]] = true
		terms = append(terms, term)
	}
	return terms
}

// similarPosts finds posts with titles that share words: those with all of
// them, with all but one, and the newest with each, here and elsewhere.
func (s *Service) similarPosts(tx Tx, may readable, here int64, words []SearchTerm) ([]similarity, error) {
	var sets [][]SearchTerm
	for _, w := range words {
		sets = append(sets, []SearchTerm{w})
	}
	if len(words) > 1 {
		sets = append(sets, words)
	}
	if len(words) > 2 {
		for i := range words {
			sets = append(sets, slices.Delete(slices.Clone(words), i, i+1))
		}
	}
	elsewhere := slices.DeleteFunc(slices.Clone(may.whole), func(id int64) bool { return id == here })
	var rooms []int64
	if slices.Contains(may.whole, here) {
		rooms = []int64{here}
	}
	var searches []PostSearch
	for _, set := range sets {
		searches = append(searches, PostSearch{Rooms: rooms, All: set, InTitle: true},
			PostSearch{Rooms: elsewhere, Threads: may.threads, All: set, InTitle: true})
	}
	found, err := tx.SearchEach(searches, similarCandidates)
	if err != nil {
		return nil, err
	}
	weights := make([]float64, len(words))
	for i := range words {
		if n := len(found[2*i]) + len(found[2*i+1]); n > 0 {
			weights[i] = math.Log(1 + 2*similarCandidates/float64(n))
		}
	}
	texts, err := tx.SearchTexts(distinct(slices.Concat(found...)))
	if err != nil {
		return nil, err
	}
	return ranked(texts, here, words, weights), nil
}

// similarity is how much a thread is like a title.
type similarity struct {
	thread, post int64
	here         bool
	score        float64
}

// ranked puts posts into order and leaves out those that share too little.
func ranked(texts []PostText, here int64, words []SearchTerm, weights []float64) []similarity {
	var most float64
	for _, w := range weights {
		most += w
	}
	var list []similarity
	for _, t := range texts {
		one := similarity{thread: t.ThreadID, post: t.ID, here: t.CommunityID == here}
		title := splitWords(t.Title)
		for i, w := range words {
			if slices.ContainsFunc(title, func(have string) bool { return begins(have, w) }) {
				one.score += weights[i]
			}
		}
		if one.score >= similarShare*most {
			list = append(list, one)
		}
	}
	slices.SortFunc(list, func(a, b similarity) int {
		switch {
		case a.here != b.here && a.here:
			return -1
		case a.here != b.here:
			return 1
		}
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(b.post, a.post))
	})
	return list
}

// begins reports whether a word is the only one of a term, or goes on from it
// as far as a term with Prefix allows.
func begins(word string, term SearchTerm) bool {
	return word == term.Words[0] || term.Prefix && strings.HasPrefix(word, term.Words[0])
}

// similarLines shows the threads, each once.
func (s *Service) similarLines(tx Tx, v Viewer, may readable, found []similarity, limit int) ([]ThreadLine, error) {
	var ids []int64
	for _, one := range found {
		if !slices.Contains(ids, one.thread) && len(ids) < 2*limit {
			ids = append(ids, one.thread)
		}
	}
	threads, err := tx.ThreadsByID(ids)
	if err != nil {
		return nil, err
	}
	threads = slices.DeleteFunc(threads, func(t Thread) bool { return !may.may(tx, v, t) })
	slices.SortFunc(threads, func(a, b Thread) int { return cmp.Compare(slices.Index(ids, a.ID), slices.Index(ids, b.ID)) })
	lines, err := s.threadLines(tx, v, true, threads, may.rooms)
	return lines[:min(limit, len(lines))], err
}
