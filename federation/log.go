package federation

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"headroom/community"
	"headroom/community/policy"
	"headroom/federation/vocab"
	"headroom/internal/httpx"
)

// Bounds of a log page.
const (
	maxLogItems = 200
	maxLogPage  = 1500 << 10
	maxLogKeys  = 900 // a receiver takes arrays of up to a thousand
)

// log serves pages of a community's log to a member's server, ascending. An
// entry that may not be shown is its header: the chain outlives erasure.
func (s *Server) log(w http.ResponseWriter, r *http.Request) error {
	epoch, err := pageNumber(r, "epoch", 1)
	if err != nil {
		return err
	}
	after, err := pageNumber(r, "after", 0)
	if err != nil {
		return err
	}
	var body []byte
	var given []string
	var to caller
	var group int64
	err = s.inGroup(r, policy.ViewLog, func(tx community.Tx, from caller, c community.Community) error {
		to, group = from, c.ID
		begins, err := s.Service.LogBegins(tx, c, from.Peer.Host)
		if err != nil {
			return err
		}
		if (community.Position{Epoch: epoch, Seq: after + 1}).Before(begins) { // what was said before is not theirs
			epoch, after = begins.Epoch, begins.Seq-1
		}
		body, given, err = s.logPage(tx, c, epoch, after)
		return err
	})
	if err == nil {
		err = s.Service.Served(r.Context(), to.Peer.Host, group, given)
	}
	if err != nil {
		return err
	}
	return reply(w, body)
}

// created gives the object of an entry that is shown with its words, which who
// reads it holds from then on.
func created(e community.LogEntry) []string {
	if e.Kind != "Create" || e.Withheld != "" {
		return nil
	}
	return []string{e.Object}
}

// logPage makes a page of a log, and gives the objects on it.
func (s *Server) logPage(tx community.Tx, c community.Community, epoch, after int64) (body []byte, given []string, err error) {
	head, err := tx.LogHead(c.ID)
	if community.IsNotFound(err) {
		head = community.ChainHead{Epoch: c.Epoch, Seq: 0, Hash: s.Service.Issuance.Genesis(c.IRI)}
	} else if err != nil {
		return nil, nil, err
	}
	entries, err := tx.LogAfter(c.ID, epoch, after, maxLogItems)
	if err != nil {
		return nil, nil, err
	}
	page := vocab.LogPage{ID: logURL(c, epoch, after), PartOf: c.Log, Head: vocab.Position{Epoch: head.Epoch, Seq: head.Seq, Hash: head.Hash}}
	size := 4096
	authors := map[string]bool{}
	last := after
	read := &reader{tx: tx, entries: entries}
	for _, e := range entries {
		item, err := s.logItem(c, e, read)
		if err != nil {
			return nil, nil, err
		}
		var records []community.KeyRecord
		if e.Withheld == "" && !authors[e.Author] {
			if records, err = tx.KeyRecords(e.Author); err != nil {
				return nil, nil, err
			}
		}
		if size += len(item); (size > maxLogPage || len(page.Keys)+len(records) > maxLogKeys) && last > after {
			break
		}
		page.Items, last = append(page.Items, item), e.Seq
		given = append(given, created(e)...)
		authors[e.Author] = authors[e.Author] || e.Withheld == ""
		for _, k := range records {
			page.Keys, size = append(page.Keys, k.Raw), size+len(k.Raw)
		}
	}
	switch {
	case epoch == head.Epoch && last < head.Seq && last > after:
		page.Next = logURL(c, epoch, last)
	case epoch < head.Epoch && len(page.Items) < len(entries) || len(entries) == maxLogItems && epoch < head.Epoch:
		page.Next = logURL(c, epoch, last)
	case epoch < head.Epoch:
		page.Next = logURL(c, epoch+1, 0)
	}
	return vocab.LogPageDocument(page), given, nil
}

func logURL(c community.Community, epoch, after int64) string {
	return fmt.Sprintf("%s?epoch=%d&after=%d", c.Log, epoch, after)
}

func pageURL(iri string, page int64) string { return iri + "?page=" + strconv.FormatInt(page, 10) }

// logItem is an Announce as it was or would be sent, or its header.
func (s *Server) logItem(c community.Community, e community.LogEntry, read *reader) ([]byte, error) {
	if e.Withheld != "" {
		return headerOf(c.IRI, e).Withheld(e.Withheld), nil
	}
	doc, err := read.document(e)
	if community.IsNotFound(err) {
		return headerOf(c.IRI, e).Withheld("deleted"), nil
	}
	if err != nil {
		return nil, err
	}
	return vocab.Announce(announceFields(c, e), doc.Raw), nil
}

// readAhead is how many documents are read at once: each may be as long as what a
// group is sent at most.
const readAhead = 16

// reader reads the documents of entries of a log, in their order, some at once.
type reader struct {
	tx      community.Tx
	entries []community.LogEntry // those that come; none: one after the other
	have    map[int64]community.Document
}

// document gives an entry's document, or NotFound.
func (r *reader) document(e community.LogEntry) (community.Document, error) {
	if doc, ok := r.have[e.DocumentID]; ok {
		return doc, nil
	}
	at := slices.IndexFunc(r.entries, func(x community.LogEntry) bool { return x.Seq == e.Seq })
	if at < 0 {
		return r.tx.Document(e.DocumentID)
	}
	var ids []int64
	for _, x := range r.entries[at:min(at+readAhead, len(r.entries))] {
		if x.Withheld == "" {
			ids = append(ids, x.DocumentID)
		}
	}
	r.entries = r.entries[min(at+readAhead, len(r.entries)):]
	list, err := r.tx.Documents(ids)
	if err != nil {
		return community.Document{}, err
	}
	r.have = make(map[int64]community.Document, len(list))
	for _, doc := range list {
		r.have[doc.ID] = doc
	}
	doc, ok := r.have[e.DocumentID]
	if !ok {
		return doc, community.ErrNotFound
	}
	return doc, nil
}

// logEntry serves one Announce by its id, to a member's server.
func (s *Server) logEntry(w http.ResponseWriter, r *http.Request) error {
	epoch, err := number(r, "epoch")
	if err != nil {
		return err
	}
	seq, err := number(r, "seq")
	if err != nil {
		return err
	}
	var body []byte
	var e community.LogEntry
	var to caller
	err = s.inGroup(r, policy.ViewLog, func(tx community.Tx, from caller, c community.Community) error {
		to = from
		begins, err := s.Service.LogBegins(tx, c, from.Peer.Host)
		if err != nil {
			return err
		}
		if (community.Position{Epoch: epoch, Seq: seq}).Before(begins) {
			return errNotFound
		}
		if e, err = tx.LogEntry(c.ID, epoch, seq); err != nil {
			return err
		}
		body, err = s.logItem(c, e, &reader{tx: tx})
		return err
	})
	if err == nil {
		err = s.Service.Served(r.Context(), to.Peer.Host, e.CommunityID, created(e))
	}
	if err != nil {
		return err
	}
	return reply(w, body)
}

func replyFile(w http.ResponseWriter, mediaType string, data []byte) error {
	httpx.Private(w.Header())
	return httpx.WriteBytes(w, http.StatusOK, mediaType, data)
}
