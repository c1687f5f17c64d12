package credential

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"headroom/federation/sign"
)

// ErrChain says that a header is not the next link of a log.
var ErrChain = errors.New("not the next link")

// Header is what the log chains of one entry (A5). It outlives the entry's
// content.
type Header struct {
	Group      string
	Epoch, Seq int64
	Prev       string // hash of the header before, or Genesis
	Digest     string // H(object)
	Published  time.Time
}

type wireHeader struct {
	Group     string `json:"hr:group"`
	Epoch     int64  `json:"hr:epoch"`
	Seq       int64  `json:"hr:seq"`
	Prev      string `json:"hr:prev"`
	Digest    string `json:"hr:digest"`
	Published at     `json:"published"`
}

// MarshalJSON writes exactly the members that are hashed.
func (h Header) MarshalJSON() ([]byte, error) {
	return json.Marshal(wireHeader{h.Group, h.Epoch, h.Seq, h.Prev, h.Digest, at{h.Published}})
}

// Check returns [ErrMalformed] for a header that no log can hold.
func (h Header) Check() error {
	_, ok := origin(h.Group)
	if y := h.Published.UTC().Year(); !ok || h.Epoch < 1 || h.Seq < 1 || h.Epoch > maxInteger || h.Seq > maxInteger ||
		!sign.ValidHash(h.Prev) || !sign.ValidHash(h.Digest) || y < 1970 || y > 9999 {
		return fmt.Errorf("%w: log header", ErrMalformed)
	}
	return nil
}

// Hash returns H(header), which is hr:hash of its place and hr:prev of the
// next. Of a header that [Header.Check] refuses it is "", which no link states.
func (h Header) Hash() string {
	if h.Check() != nil {
		return ""
	}
	raw, err := h.MarshalJSON()
	if err != nil {
		return ""
	}
	hash, err := sign.Hash(raw)
	if err != nil {
		return ""
	}
	return hash
}

// Head returns the place of the header, as stamps and log pages state it.
func (h Header) Head() Head { return Head{h.Epoch, h.Seq, h.Hash()} }

// Genesis returns what the first header of a group states as Prev:
// "sha-256:" and the hex SHA-256 of the group's id.
func Genesis(group string) string { return sign.HashBytes([]byte(group)) }

// First returns [ErrChain] unless h is the first header of its group's log,
// and [ErrMalformed] for a header that no log can hold.
func (h Header) First() error {
	if err := h.Check(); err != nil {
		return err
	}
	if h.Seq != 1 || h.Prev != Genesis(h.Group) {
		return fmt.Errorf("%w: %d/%d as the first", ErrChain, h.Epoch, h.Seq)
	}
	return nil
}

// Follows returns [ErrChain] unless h is the next after last: the same group,
// last's hash as Prev, the next number in its epoch or number 1 of a higher
// one, and not published before it. A header that no log can hold is
// [ErrMalformed].
func (h Header) Follows(last Header) error {
	if err := h.FollowsHead(last.Group, last.Head()); err != nil {
		return err
	}
	if h.Published.Before(last.Published) {
		return fmt.Errorf("%w: published before the one it follows", ErrChain)
	}
	return nil
}

// FollowsHead is [Header.Follows] where only a stamp's or a page's word on the
// last header is known; it cannot compare times.
func (h Header) FollowsHead(group string, last Head) error {
	if err := h.Check(); err != nil {
		return err
	}
	next := h.Epoch == last.Epoch && h.Seq == last.Seq+1 || h.Epoch > last.Epoch && h.Seq == 1
	if h.Group != group || !next || h.Prev != last.Hash || last.Hash == "" {
		return fmt.Errorf("%w: %d/%d after %d/%d", ErrChain, h.Epoch, h.Seq, last.Epoch, last.Seq)
	}
	return nil
}

// ThreadContext returns the context of a thread: the group's hr:threads and
// the first 32 hex digits of SHA-256 of its root object's id.
func ThreadContext(threads, rootID string) string {
	sum := sha256.Sum256([]byte(rootID))
	return threads + hex.EncodeToString(sum[:16])
}

// CopyURL returns where a group serves the last accepted activity on an object:
// its hr:copies and the hex SHA-256 of the id.
func CopyURL(copies, id string) string {
	sum := sha256.Sum256([]byte(id))
	return copies + hex.EncodeToString(sum[:])
}
