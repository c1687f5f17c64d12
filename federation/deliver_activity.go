package federation

import (
	"headroom/community"
	"headroom/federation/vocab"
)

// composeActivity sends a member's activity, as it was made, to the group.
func (s *Server) composeActivity(tx community.Tx, d community.Delivery) (m message, err error) {
	doc, err := tx.Document(d.Document)
	if err != nil {
		return m, err
	}
	c, err := tx.Community(d.Community)
	if err != nil {
		return m, err
	}
	if reason, err := s.Service.MaySend(tx, doc.Author); err != nil {
		return m, err
	} else if reason != "" && !takesBack(doc.Raw) {
		return m, &withheldError{reason}
	}
	m.from, err = s.signerFor(tx, doc.Author)
	m.inbox, m.body = c.Inbox, doc.Raw
	return m, err
}

// withheldError is why somebody's words are not sent any more.
type withheldError struct{ reason string }

func (e *withheldError) Error() string { return "federation: not sent: " + e.reason }

// takesBack reports whether an activity only takes away.
func takesBack(raw []byte) bool {
	doc, err := vocab.Decode(raw)
	return err == nil && (doc.Type() == "Delete" || doc.Type() == "Undo")
}
