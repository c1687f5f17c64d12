package federation

import (
	"context"
	"fmt"
	"sync"
	"time"

	"headroom/community"
	"headroom/federation/vocab"
)

// together is how many entries of a page are applied in one commit, and rest the
// share of the time that this took which is then left to readers: whoever comes
// back after a day has thousands to read, and their pages stay quick meanwhile.
const (
	together = 32
	rest     = 3 // one part in so many
)

// pulls keeps what is read of a log to one reader at a time in this process.
type pulls struct {
	mu  sync.Mutex
	now map[int64]bool // by community: being read; true when it is to be read again
}

// begin says whether the caller reads. Who does not has asked that who does looks
// once more.
func (p *pulls) begin(community int64) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, running := p.now[community]; running {
		p.now[community] = true
		return false
	}
	if p.now == nil {
		p.now = make(map[int64]bool)
	}
	p.now[community] = false
	return true
}

// again ends one reading and says whether another is asked for.
func (p *pulls) again(community int64, failed bool) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.now[community] && !failed {
		p.now[community] = false
		return true
	}
	delete(p.now, community)
	return false
}

// pullLog reads a community's log from where our chain ends to its head. A second
// job for the same community is done when the first that runs has looked again:
// that one stays, should this process die.
func (s *Server) pullLog(ctx context.Context, id int64) error {
	if !s.pulls.begin(id) {
		return nil
	}
	for {
		err := s.readLog(ctx, id)
		if !s.pulls.again(id, err != nil) {
			return err
		}
	}
}

// readLog reads a log in pages, and applies each entry in its turn. The host's TLS
// vouches for the page; the chain, the digests and the authors' proofs are checked
// as ever.
func (s *Server) readLog(ctx context.Context, id int64) error {
	var c community.Community
	var head community.ChainHead
	err := s.view(ctx, func(tx community.Tx) (err error) {
		if c, err = tx.Community(id); err != nil {
			return err
		}
		head, err = tx.LogHead(id)
		if community.IsNotFound(err) {
			begins, err := s.Service.LogBegins(tx, c, s.id.Host)
			head = community.ChainHead{Epoch: begins.Epoch, Seq: begins.Seq - 1}
			return err
		}
		return err
	})
	if err != nil {
		return err
	}
	if c.Log == "" { // membership is fresh: the full document comes first
		if err := s.pullGroup(ctx, id); err != nil {
			return err
		}
		if err := s.view(ctx, func(tx community.Tx) (err error) { c, err = tx.Community(id); return err }); err != nil || c.Log == "" {
			return err
		}
	}
	url := fmt.Sprintf("%s?epoch=%d&after=%d", c.Log, max(head.Epoch, 1), head.Seq)
	for pages := 0; url != "" && pages < 10000; pages++ {
		doc, err := s.getSigned(ctx, s.id.Issuer(), url, vocab.TypeActivity)
		if err != nil {
			return err
		}
		if at, ok := headOfPage(doc); ok && pages == 0 {
			if err := s.Service.HeadSeen(ctx, id, at); err != nil {
				return err
			}
		}
		if err := s.takeLogPage(ctx, c, doc, s.applyTogether); err != nil {
			return err
		}
		url = sameOrigin(doc.String("next"), c.IRI)
	}
	if err := s.drain(ctx, c.IRI); err != nil {
		return err
	}
	return s.backfill(ctx, c)
}

// applyTogether applies entries in their order, so many in one commit, and rests
// after each.
func (s *Server) applyTogether(ctx context.Context, list []community.PageEntry) error {
	for len(list) > 0 {
		n := min(together, len(list))
		began := time.Now()
		if err := s.Service.AnnouncedTogether(ctx, list[:n]); err != nil {
			return err
		}
		if list = list[n:]; n < together {
			continue
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Since(began) / rest):
		}
	}
	return nil
}

// headOfPage is where a log ends, as a page of it says.
func headOfPage(page *vocab.Document) (at community.Position, ok bool) {
	h := page.Sub("hr:head")
	if h == nil {
		return at, false
	}
	var epoch, seq bool
	at.Epoch, epoch = h.Int("hr:epoch")
	at.Seq, seq = h.Int("hr:seq")
	return at, epoch && seq
}

// backfill reads what is missing of a log before the first entry that is here,
// when somebody of ours may read it.
func (s *Server) backfill(ctx context.Context, c community.Community) error {
	var from community.Position
	var until community.LogEntry
	err := s.view(ctx, func(tx community.Tx) (err error) { from, until, err = s.Service.Backfill(tx, c); return err })
	if community.IsNotFound(err) {
		return nil
	}
	if err != nil {
		return err
	}
	before := func(e community.LogEntry) bool {
		return e.Epoch < until.Epoch || e.Epoch == until.Epoch && e.Seq < until.Seq
	}
	done := false
	take := func(ctx context.Context, list []community.PageEntry) error {
		for _, in := range list {
			if done = done || !before(in.Entry); done {
				return nil
			}
			if err := s.Service.Backfilled(ctx, in); err != nil {
				return err
			}
		}
		return nil
	}
	url := fmt.Sprintf("%s?epoch=%d&after=%d", c.Log, from.Epoch, from.Seq-1)
	for pages := 0; url != "" && !done && pages < 10000; pages++ {
		doc, err := s.getSigned(ctx, s.id.Issuer(), url, vocab.TypeActivity)
		if err != nil {
			return err
		}
		if err := s.takeLogPage(ctx, c, doc, take); err != nil {
			return err
		}
		url = sameOrigin(doc.String("next"), c.IRI)
	}
	return nil
}

// takeLogPage checks a page, all that stands on it, and hands it on: nothing of a
// page is applied that is not as it should be up to its end, or up to the entry
// that is not.
func (s *Server) takeLogPage(ctx context.Context, c community.Community, page *vocab.Document, take func(context.Context, []community.PageEntry) error) error {
	along := &vouched{authors: make(map[string]authorKeys)}
	for _, raw := range page.Raws("hr:keys") {
		r, err := s.keys.record(ctx, raw)
		if err != nil {
			continue // of an issuer that we have no agreement with: its authors stay headers
		}
		along.records = append(along.records, r)
	}
	if err := s.Service.RememberRecords(ctx, along.records); err != nil {
		return err
	}
	for _, r := range along.records {
		s.keys.forget(r.Subject)
	}
	var list []community.PageEntry
	known := map[string]bool{}
	for _, item := range page.Subs("orderedItems") {
		e, err := s.pageEntry(ctx, c, item, along, known)
		if err != nil {
			if failed := take(ctx, list); failed != nil { // what stands before it holds
				return failed
			}
			return err
		}
		list = append(list, e)
	}
	return take(ctx, list)
}

// pageEntry checks one entry of a page. known are the authors who are people here.
func (s *Server) pageEntry(ctx context.Context, c community.Community, item *vocab.Document, along *vouched, known map[string]bool) (e community.PageEntry, err error) {
	if h, ok := item.LogHeader(); !ok || h.Group != c.IRI {
		return e, errMalformed
	}
	if e.Announcement, err = s.announcement(ctx, item, 0, along); err != nil || e.Inner == nil {
		return e, err
	}
	e.Bytes = community.Document{IRI: e.Entry.AnnounceIRI, Signer: c.IRI, CommunityID: c.ID, Object: e.Inner.Object,
		Author: e.Inner.Actor, Class: "announce", Raw: item.Raw()}
	if !known[e.Inner.Actor] {
		if err := s.knowAuthor(ctx, e.Inner.Actor); err != nil {
			return e, err
		}
		known[e.Inner.Actor] = true
	}
	return e, nil
}

// knowAuthor makes sure that an author is a person here: history may name
// people whose home is not asked for their key, since a record vouches for it.
func (s *Server) knowAuthor(ctx context.Context, iri string) error {
	err := s.view(ctx, func(tx community.Tx) error { _, err := tx.PersonByIRI(iri); return err })
	if !community.IsNotFound(err) {
		return err
	}
	host, err := vocab.Host(iri)
	if err != nil {
		return errMalformed
	}
	return s.Service.RememberActor(ctx, community.Person{IRI: iri, Host: host}, nil, nil)
}
