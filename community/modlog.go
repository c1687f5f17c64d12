package community

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"headroom/community/policy"
)

// ModEntry is one act of a moderator, as the members of its community may know
// it: who, when, what and why by a code; never words, nor who reported or asked.
type ModEntry struct {
	CommunityID int64
	Seq         int64 // from 1, without a gap
	Community   string
	Prev        string
	Hash        string
	Actor       string    // IRI of the moderator
	Act         string    // one of ModActs
	Object      string    // IRI of a post, conversation or person, "" where members are not told
	Reason      string    // code, "" for none
	At          time.Time // a whole second
}

// ModActs are the acts that the log of moderators tells, by what the audit calls
// them.
var ModActs = map[string]string{
	"post.remove": "remove", "thread.lock": "lock", "thread.unlock": "unlock", "thread.pin": "pin", "thread.unpin": "unpin",
	"membership.accept": "admit", "membership.confirm": "admit",
	"membership.decline": "decline", "membership.remove": "expel", "membership.role": "role", "report.resolve": "resolve",
	"appeal.decide":  "appeal",
	"community.edit": "edit", "community.conduct": "conduct", "membership.warn": "warn", "membership.silence": "silence", "membership.unsilence": "unsilence",
	"membership.review": "review", "membership.unreview": "unreview", "post.release": "release", "post.withhold": "withhold",
	"outside.follow": "edit", "outside.unfollow": "edit", "outside.shut": "edit", "outside.let": "edit", "outside.unheard": "edit",
}

// conversationActs are those of ModActs that name a conversation.
var conversationActs = []string{"lock", "unlock", "pin", "unpin"}

// Digest is what links an entry to the one after it: "sha-256:" and the SHA-256
// in hexadecimal of the canonical JSON (RFC 8785) of the array
//
//	[prev, community, seq, published, actor, act, object, reason]
//
// with published as on the wire, and "" for what an entry does not have. Prev of
// the first is "sha-256:" and the SHA-256 of the community's id.
func (e ModEntry) Digest() string {
	var text bytes.Buffer
	w := json.NewEncoder(&text)
	w.SetEscapeHTML(false)
	// Strings and numbers always have a JSON text.
	_ = w.Encode([]any{e.Prev, e.Community, e.Seq, e.At.UTC().Format(time.RFC3339), e.Actor, e.Act, e.Object, e.Reason})
	return digestOf(bytes.TrimSpace(text.Bytes()))
}

// ModGenesis is Prev of the first entry.
func ModGenesis(community string) string { return digestOf([]byte(community)) }

func digestOf(raw []byte) string {
	sum := sha256.Sum256(raw)
	return "sha-256:" + hex.EncodeToString(sum[:])
}

// ModHead is the end of a log of moderators, which the community's host signs.
type ModHead struct {
	Seq  int64
	Hash string
}

// ModSeen is what a home remembers of the log of a peer's community.
type ModSeen struct {
	CommunityID int64
	ModHead
	SeenAt  time.Time
	Fault   string // one of ModFaults, of the last that did not fit
	FaultAt time.Time
}

// ModFaults are what can be wrong with a log of moderators: an entry does not
// follow from the one before, one is missing, it ends before where it ended
// before, it says something else than before, or its end is not signed.
var ModFaults = []string{"altered", "missing", "cut", "other", "unsigned"}

// ModLogTx keeps the logs of moderators.
type ModLogTx interface {
	// AppendModEntry adds an entry to the log of a community of ours; its number,
	// Prev and Hash are given when it commits.
	AppendModEntry(ModEntry) error
	// ModEntries gives entries from after a number on, oldest first.
	ModEntries(community, after int64, limit int) ([]ModEntry, error)
	// ModHead gives the end of a log; zero for one without entries.
	ModHead(community int64) (ModHead, error)
	ModSeen(community int64) (ModSeen, error)
	PutModSeen(ModSeen) error
}

// logModeration writes a moderator's act that is audited into the log that the
// members of its community read.
func (s *Service) logModeration(tx Tx, a AuditRow) error {
	act, tells := ModActs[a.Action]
	if !tells || !strings.Contains(a.Actor, "://") || a.Args["community"] == "" {
		return nil
	}
	c, err := tx.CommunityByIRI(a.Args["community"])
	if err != nil || !c.Local {
		return skipMissing(err)
	}
	e := ModEntry{CommunityID: c.ID, Community: c.IRI, Actor: a.Actor, Act: act, Reason: a.Args["code"], At: sinceSecond(a.At)}
	switch act {
	case "remove", "lock", "unlock", "pin", "unpin":
		e.Object = a.Subject
	case "admit", "expel":
		e.Object = a.Args["person"]
	case "appeal": // not about whom
		e.Act = "appeal-" + a.Args["outcome"]
	case "role":
		e.Object, e.Act = a.Args["person"], "role-"+a.Args["role"]
	}
	return tx.AppendModEntry(e)
}

// CheckModLog says what is wrong with entries that follow each other, of which
// the first has a number that was asked for, by the end of the log that its host
// signed and the end that was seen before: "" or one of ModFaults.
func CheckModLog(community string, after int64, all []ModEntry, head ModHead, seen ModHead) string {
	at := ModHead{Seq: after}
	if after == 0 {
		at.Hash = ModGenesis(community)
	}
	if head.Seq < seen.Seq {
		return "cut"
	}
	for _, e := range all {
		switch {
		case e.Seq != at.Seq+1:
			return "missing"
		case e.Community != community, at.Hash != "" && e.Prev != at.Hash:
			return "altered"
		}
		at = ModHead{Seq: e.Seq, Hash: e.Digest()}
		if at.Seq == seen.Seq && at.Hash != seen.Hash {
			return "other"
		}
	}
	switch {
	case at.Seq != head.Seq:
		return "missing"
	case len(all) > 0 && at.Hash != head.Hash, head.Seq == 0 && head.Hash != at.Hash:
		return "altered"
	}
	return ""
}

// ModLogs asks the host of a peer's community for its log of moderators, with the
// key of the member who looks: the entries after a number, and the end of it
// once its signature is verified; signed is false where it is not.
type ModLogs interface {
	ModLog(ctx context.Context, c Community, reader Person, after int64) (all []ModEntry, head ModHead, signed bool, err error)
}

// Bounds of what a page shows and a home asks for again.
const (
	modEntriesShown = 100
	modEntriesBack  = 150
	modEntriesChunk = 500
)

// ModRow is an entry with what is known here of whom and what it names.
type ModRow struct {
	ModEntry
	By     PersonView
	Person PersonView // of an act about somebody
	Post   Post       // of one about a post that the viewer may read
	Thread Thread     // likewise, or about a conversation
}

// ModLogView is the log of a community as a member reads it, newest first.
type ModLogView struct {
	Card    CommunityCard
	Rows    []ModRow
	Total   int64
	Fault   string // what is wrong with it now or was lately: one of ModFaults
	FaultAt time.Time
}

// ModLog shows members what the moderators of a community have done. That of a
// peer's community is asked of its host and checked: a chain that does not fit
// is said to be broken, with what it says.
func (s *Service) ModLog(ctx context.Context, v Viewer, id int64) (out ModLogView, err error) {
	var c Community
	var me Person
	var seen ModSeen
	err = s.Store.View(ctx, func(tx Tx) error {
		var f policy.Facts
		if c, f, err = s.inCommunity(tx, v, id, policy.ViewMembers); err != nil {
			return err
		}
		if me, err = tx.Person(v.Person); err != nil {
			return err
		}
		if out.Card, err = s.fullCard(tx, v, c, f); err != nil {
			return err
		}
		seen, err = tx.ModSeen(c.ID)
		return skipMissing(err)
	})
	if err != nil {
		return out, err
	}
	var all []ModEntry
	var head ModHead
	if c.Local {
		all, head, out.Fault, err = s.ownModLog(ctx, c)
		if out.Fault != "" {
			out.FaultAt = s.now()
		}
	} else {
		all, head, seen, err = s.modLogElsewhere(ctx, c, me, seen)
		out.Fault, out.FaultAt = seen.Fault, seen.FaultAt
	}
	if err != nil {
		return out, err
	}
	out.Total = head.Seq
	err = s.Store.View(ctx, func(tx Tx) error {
		out.Rows, err = s.modRows(tx, v, c, all)
		return err
	})
	return out, err
}

// ownModLog gives the newest entries of a community of ours, and what is wrong
// with the whole chain.
func (s *Service) ownModLog(ctx context.Context, c Community) (all []ModEntry, head ModHead, fault string, err error) {
	err = s.Store.View(ctx, func(tx Tx) error {
		if head, err = tx.ModHead(c.ID); err != nil {
			return err
		}
		after := max(0, head.Seq-modEntriesShown)
		if all, err = tx.ModEntries(c.ID, after, modEntriesShown); err != nil {
			return err
		}
		fault = CheckModLog(c.IRI, after, all, headOr(head, c.IRI), ModHead{})
		return nil
	})
	return all, head, fault, err
}

// headOr is the end of a log, of an empty one its beginning.
func headOr(h ModHead, community string) ModHead {
	if h.Seq == 0 {
		h.Hash = ModGenesis(community)
	}
	return h
}

// modLogElsewhere asks a peer for the log of its community, checks it, and keeps
// where it ends, or that it did not fit.
func (s *Service) modLogElsewhere(ctx context.Context, c Community, me Person, seen ModSeen) ([]ModEntry, ModHead, ModSeen, error) {
	if s.ModLogs == nil || c.ModLog == "" {
		return nil, ModHead{}, seen, &Error{Class: Unavailable, Key: "error.host_away"}
	}
	after := max(0, seen.Seq-modEntriesBack)
	all, head, signed, err := s.ModLogs.ModLog(ctx, c, me, after)
	if err != nil {
		return nil, head, seen, &Error{Class: Unavailable, Key: "error.host_away", Cause: err}
	}
	fault := "unsigned"
	if signed {
		fault = CheckModLog(c.IRI, after, all, head, seen.ModHead)
	}
	seen.CommunityID, seen.SeenAt = c.ID, s.now()
	if fault == "" {
		seen.ModHead = head
	} else {
		seen.Fault, seen.FaultAt = fault, s.now()
	}
	err = s.Store.Update(ctx, func(tx Tx) error { return tx.PutModSeen(seen) })
	return all, head, seen, err
}

// modRows adds what is known here, newest first.
func (s *Service) modRows(tx Tx, v Viewer, c Community, all []ModEntry) (rows []ModRow, err error) {
	f, err := s.communityFacts(tx, v, c)
	if err != nil {
		return nil, err
	}
	known := func(iri string) (PersonView, error) {
		p, err := tx.PersonByIRI(iri)
		return PersonView{Person: p.forOthers()}, skipMissing(err)
	}
	for i := len(all) - 1; i >= 0 && len(rows) < modEntriesShown; i-- {
		r := ModRow{ModEntry: all[i]}
		if r.By, err = known(r.Actor); err != nil {
			return nil, err
		}
		switch {
		case r.Object == "":
		case r.Act == "remove":
			q := QueuedReport{Object: r.Object}
			of := f
			if err = s.reportedPost(tx, v, c, &q, &of); err == nil && q.Post.ID != 0 {
				if of.Gone = false; policy.Decide(policy.ViewThread, of).OK() {
					r.Post, r.Thread = q.Post, q.Thread
				}
			}
		case slices.Contains(conversationActs, r.Act):
			r.Thread, err = s.modThread(tx, v, c, f, r.Object)
		default:
			r.Person, err = known(r.Object)
		}
		if err != nil {
			return nil, err
		}
		rows = append(rows, r)
	}
	return rows, nil
}

// modThread gives a conversation that the viewer may read.
func (s *Service) modThread(tx Tx, v Viewer, c Community, f policy.Facts, context string) (Thread, error) {
	t, err := tx.ThreadByContext(context)
	if err != nil || t.CommunityID != c.ID {
		return Thread{}, skipMissing(err)
	}
	if scoped(tx, v, c, t, &f); !policy.Decide(policy.ViewThread, f).OK() {
		return Thread{}, nil
	}
	return t, nil
}

// ServeModLog gives a member of another instance, or their page, the entries of
// a log after a number, and its end.
func (s *Service) ServeModLog(tx Tx, c Community, after int64, limit int) (all []ModEntry, head ModHead, err error) {
	if head, err = tx.ModHead(c.ID); err != nil {
		return nil, head, err
	}
	all, err = tx.ModEntries(c.ID, after, limit)
	return all, headOr(head, c.IRI), err
}

// VerifyModLogs walks the whole log of each community of ours. fault is what is
// wrong with the first that is broken, and where is its community.
func (s *Service) VerifyModLogs(ctx context.Context) (logs, entries int64, where, fault string, err error) {
	err = s.Store.View(ctx, func(tx Tx) error {
		logs, entries, where, fault = 0, 0, "", ""
		local := true
		all, err := tx.Communities(&local)
		if err != nil {
			return err
		}
		for _, c := range all {
			n, bad, err := walkModLog(tx, c)
			if err != nil {
				return err
			}
			logs, entries = logs+1, entries+n
			if bad != "" {
				where, fault = c.IRI, bad
				return nil
			}
		}
		return nil
	})
	return logs, entries, where, fault, err
}

// walkModLog checks a log from its first entry to its end.
func walkModLog(tx Tx, c Community) (n int64, fault string, err error) {
	head, err := tx.ModHead(c.ID)
	if err != nil {
		return 0, "", err
	}
	at := ModHead{Hash: ModGenesis(c.IRI)}
	for at.Seq < head.Seq {
		all, err := tx.ModEntries(c.ID, at.Seq, modEntriesChunk)
		if err != nil {
			return n, "", err
		}
		if len(all) == 0 {
			return n, "missing", nil
		}
		for _, e := range all {
			if e.Seq != at.Seq+1 {
				return n, "missing", nil
			}
			if e.Prev != at.Hash || e.Hash != e.Digest() {
				return n, "altered", nil
			}
			at, n = ModHead{Seq: e.Seq, Hash: e.Hash}, n+1
		}
	}
	return n, "", nil
}
