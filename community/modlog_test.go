package community_test

import (
	"slices"
	"testing"
	"time"

	"headroom/community"
)

// modLog makes a whole log.
func modLog(n int) (all []community.ModEntry, head community.ModHead) {
	prev := community.ModGenesis("https://a.example/g/1")
	for i := range n {
		e := community.ModEntry{Seq: int64(i + 1), Community: "https://a.example/g/1", Prev: prev, Actor: "https://a.example/u/1", Act: "lock",
			Object: "https://a.example/g/1/threads/1?a=1&b=<2>", At: time.Date(2026, 9, 1, 9, i, 0, 0, time.UTC)}
		prev = e.Digest()
		all = append(all, e)
	}
	return all, community.ModHead{Seq: int64(n), Hash: prev}
}

// TestModEntryDigest holds the form that FEDERATION.md gives: canonical JSON,
// nothing escaped that need not be.
func TestModEntryDigest(t *testing.T) {
	t.Parallel()
	all, _ := modLog(1)
	if all[0].Prev != "sha-256:c60bc0097bda8a3a9142876eea475f512fcda51a21783023bd7a168434ce7246" {
		t.Errorf("genesis %s", all[0].Prev)
	}
	if got := all[0].Digest(); got != "sha-256:c493dc262c3d63c39441cfe1c791c6944bdf6aeb3b6c9de82dde4b42bff75064" {
		t.Errorf("digest %s", got)
	}
}

// TestCheckModLog spoils a log in each way, before a home that has seen it and
// one that has not.
func TestCheckModLog(t *testing.T) {
	t.Parallel()
	whole, head := modLog(5)
	forked, forkedHead := modLog(5)
	forked[1].Reason = "unkind"
	for i := 2; i < 5; i++ {
		forked[i].Prev = forked[i-1].Digest()
	}
	forkedHead.Hash = forked[4].Digest()
	seen := community.ModHead{Seq: 4, Hash: whole[3].Digest()}
	altered := slices.Clone(whole)
	altered[2].Act = "remove"
	last := slices.Clone(whole)
	last[4].Act = "remove"
	short, shortHead := modLog(3)
	for name, c := range map[string]struct {
		after int64
		all   []community.ModEntry
		head  community.ModHead
		seen  community.ModHead
		want  string
	}{
		"whole":               {0, whole, head, community.ModHead{}, ""},
		"whole, seen":         {0, whole, head, seen, ""},
		"from within":         {2, whole[2:], head, seen, ""},
		"empty":               {0, nil, community.ModHead{Hash: community.ModGenesis("https://a.example/g/1")}, community.ModHead{}, ""},
		"empty, another end":  {0, nil, community.ModHead{Hash: "sha-256:00"}, community.ModHead{}, "altered"},
		"an altered entry":    {0, altered, head, community.ModHead{}, "altered"},
		"the last altered":    {0, last, head, community.ModHead{}, "altered"},
		"one missing":         {0, slices.Delete(slices.Clone(whole), 1, 2), head, community.ModHead{}, "missing"},
		"the first missing":   {0, whole[1:], head, community.ModHead{}, "missing"},
		"the last missing":    {0, whole[:4], head, community.ModHead{}, "missing"},
		"cut":                 {0, short, shortHead, seen, "cut"},
		"rewritten":           {0, forked, forkedHead, seen, "other"},
		"rewritten, not seen": {0, forked, forkedHead, community.ModHead{}, ""},
		"of another community": {0, func() []community.ModEntry {
			a := slices.Clone(whole)
			a[0].Community = "https://b.example/g/1"
			return a
		}(), head, community.ModHead{}, "altered"},
	} {
		if got := community.CheckModLog("https://a.example/g/1", c.after, c.all, c.head, c.seen); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
