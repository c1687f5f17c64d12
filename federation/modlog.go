package federation

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"net/http"
	"time"

	"headroom/community"
	"headroom/community/policy"
	"headroom/federation/sign"
	"headroom/federation/vocab"
)

// The log of moderators (FEDERATION.md): pages of entries for members, with the
// end of the log under the group's own proof.

// maxModItems bounds a page of the log of moderators.
const maxModItems = 200

// modLog serves the log of a group's moderators to its members.
func (s *Server) modLog(w http.ResponseWriter, r *http.Request) error {
	after, err := pageNumber(r, "after", 0)
	if err != nil {
		return err
	}
	var body []byte
	err = s.inGroup(r, policy.ViewMembers, func(tx community.Tx, _ caller, c community.Community) error {
		all, head, err := s.Service.ServeModLog(tx, c, after, maxModItems)
		if err != nil {
			return err
		}
		who, err := s.signerFor(tx, c.IRI)
		if err != nil {
			return err
		}
		end, err := who.prove(vocab.ModHeadDocument(vocab.ModHead{ID: fmt.Sprintf("%s/%d", c.ModLog, head.Seq), Group: c.IRI,
			Seq: head.Seq, Hash: head.Hash, Published: s.now()}), s.now())
		if err != nil {
			return err
		}
		page := vocab.ModPage{ID: modURL(c, after), PartOf: c.ModLog, Head: end}
		for _, e := range all {
			page.Items = append(page.Items, vocab.ModItem(vocab.ModEntry{Group: e.Community, Seq: e.Seq, Prev: e.Prev, Actor: e.Actor,
				Act: e.Act, Object: e.Object, Reason: e.Reason, Published: e.At}))
			after = e.Seq
		}
		if after < head.Seq && len(all) > 0 {
			page.Next = modURL(c, after)
		}
		body = vocab.ModPageDocument(page)
		return nil
	})
	if err != nil {
		return err
	}
	return reply(w, body)
}

func modURL(c community.Community, after int64) string {
	return fmt.Sprintf("%s?after=%d", c.ModLog, after)
}

// ModLogs asks hosts for the logs of their moderators. It implements
// community.ModLogs, and keeps nothing.
type ModLogs struct{ Server *Server }

var _ community.ModLogs = ModLogs{}

// modPatience is how long a page waits for a log, and modPages how much of it is
// read at once.
const (
	modPatience = 5 * time.Second
	modPages    = 50
)

// ModLog implements community.ModLogs.
func (l ModLogs) ModLog(ctx context.Context, c community.Community, reader community.Person, after int64) (all []community.ModEntry, head community.ModHead, signed bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, modPatience)
	defer cancel()
	url := sameOrigin(modURL(c, after), c.IRI)
	for range modPages {
		doc, err := l.Server.getSigned(ctx, reader.IRI, url, vocab.TypeActivity)
		if err != nil {
			return nil, head, false, err
		}
		if head, err = l.end(ctx, doc, c.IRI); err != nil {
			return all, head, false, nil
		}
		for _, item := range doc.Subs("orderedItems") {
			e := community.ModEntry{CommunityID: c.ID, Community: item.String("hr:group"), Prev: item.String("hr:prev"), Actor: item.Actor(),
				Act: clipText(item.String("hr:act"), maxReason), Object: item.ObjectID(), Reason: clipText(item.String("hr:reason"), maxReason)}
			e.Seq, _ = item.Int("hr:seq")
			e.At, _ = item.Published()
			all = append(all, e)
		}
		if url = sameOrigin(doc.String("next"), c.IRI); url == "" {
			return all, head, true, nil
		}
	}
	return all, head, true, nil
}

// end reads where a log ends, with the group's proof.
func (l ModLogs) end(ctx context.Context, page *vocab.Document, group string) (head community.ModHead, err error) {
	doc := page.Sub("hr:head")
	if doc == nil {
		return head, errMalformed
	}
	head.Seq, _ = doc.Int("hr:seq")
	head.Hash = doc.String("hr:hash")
	signed, err := sign.ParseSigned(doc.Raw())
	if err != nil || doc.Type() != "hr:ModerationHead" || doc.AttributedTo() != group || vocab.WithoutFragment(signed.Proof.VerificationMethod) != group {
		return head, errMalformed
	}
	k, err := l.Server.keys.find(ctx, signed.Proof.VerificationMethod)
	if err != nil || k.Owner != group || len(k.Public) != ed25519.PublicKeySize || signed.Proof.Purpose != sign.AssertionMethod {
		return head, errOrigin
	}
	if at, ok := doc.Published(); !ok || l.Server.now().Sub(at).Abs() > modFresh {
		return head, errMalformed // an old end would hide what was done since
	}
	return head, signed.Verify(ed25519.PublicKey(k.Public))
}

// modFresh is how old the end of a log may be.
const modFresh = 10 * time.Minute
