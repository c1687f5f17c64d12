package federation

import (
	"context"
	"net/http"
	"slices"

	"headroom/community"
	"headroom/community/policy"
	"headroom/federation/vocab"
)

// Codes of conduct (FEDERATION.md 20): a group's document has the rules that hold and since
// when; members read every version beside it, and are told of a new one by an Update.

// maxRules is how long the rules of a community may be, in characters.
const maxRules = 10_000

// conduct serves the versions of a group's rules to its members, the newest first.
func (s *Server) conduct(w http.ResponseWriter, r *http.Request) error {
	var items [][]byte
	var iri string
	err := s.inGroup(r, policy.ViewMembers, func(tx community.Tx, _ caller, c community.Community) error {
		iri = c.RulesURL
		all, err := s.Service.ServeConduct(tx, c)
		for _, v := range all {
			b := vocab.Build("").Str("hr:group", c.IRI).Map("hr:rules", v.Text).Time("hr:rulesSince", v.Since)
			items = append(items, b.Opt("attributedTo", v.By).Bytes())
		}
		return err
	})
	if err != nil {
		return err
	}
	return reply(w, vocab.Items(iri, items))
}

// composeGroup asks a home to read a group of ours again.
func (s *Server) composeGroup(tx community.Tx, d community.Delivery) (m message, err error) {
	c, err := tx.Community(d.Community)
	if err != nil {
		return m, err
	}
	hosts, err := s.Service.Receivers(tx, c)
	if err != nil {
		return m, err
	}
	if !c.DeletedAt.IsZero() || !slices.Contains(hosts, d.Host) { // nobody of theirs is in it any more
		return m, errMoot
	}
	m.from, err = s.signerFor(tx, c.IRI)
	m.body = vocab.Update(vocab.Activity{ID: s.activityID(d.ID), Actor: c.IRI, To: []string{c.Members}}, vocab.Ref(c.IRI))
	return m, err
}

// pullConduct reads the versions of a community's rules as one of its members.
func (s *Server) pullConduct(ctx context.Context, id int64) error {
	c, reader, err := s.readerOf(ctx, id)
	if err != nil || c.RulesURL == "" {
		return err
	}
	doc, err := s.getSigned(ctx, reader, c.RulesURL, vocab.TypeActivity)
	if err != nil {
		return err
	}
	var told []community.Conduct
	for _, item := range doc.Subs("items") {
		v := community.Conduct{Text: rulesOf(item.Map("hr:rules")), By: item.AttributedTo()}
		at, ok := item.Time("hr:rulesSince")
		if !ok || item.String("hr:group") != c.IRI || len(told) == community.ConductTold {
			continue
		}
		if v.Since = at; vocab.CheckID(v.By) != nil {
			v.By = ""
		}
		told = append(told, v)
	}
	return s.Service.RememberConduct(ctx, id, told)
}
