package community

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"headroom/community/policy"
)

// How many heads a circle begins with, beside who starts it.
const (
	circleLeast = 5
	circleMost  = 9
)

// CircleInput starts a small confidential circle.
type CircleInput struct {
	Name   string
	People []string // as in InviteInput
	Rules  string
	// Language is that of name and rules.
	Language string
}

// MayStartCircle refuses who may not start a circle.
func (s *Service) MayStartCircle(ctx context.Context, v Viewer) error {
	return s.Store.View(ctx, func(tx Tx) error { return s.mayStartCircle(tx, v) })
}

func (s *Service) mayStartCircle(tx Tx, v Viewer) error {
	me, err := s.may(tx, v, policy.CreateCommunity)
	if err == nil && (me == nil || !me.Local) {
		err = refuse(policy.Decision{Verdict: policy.Forbidden, Reason: policy.ReasonPolicy})
	}
	return err
}

// StartCircle makes a private community with its rules and invites those who are to
// be in it, all or nothing: one who cannot be invited is named in the error.
func (s *Service) StartCircle(ctx context.Context, v Viewer, in CircleInput) (Community, error) {
	in.People = slices.DeleteFunc(in.People, func(who string) bool { return strings.TrimSpace(who) == "" })
	for _, who := range in.People[:min(len(in.People), circleMost)] {
		if err := nameFits("people", strings.TrimSpace(who)); err != nil {
			return Community{}, err
		}
		if err := s.meet(ctx, v, strings.TrimSpace(who)); err != nil {
			return Community{}, err
		}
	}
	return update(ctx, s, func(tx Tx) (c Community, err error) {
		if err := s.mayStartCircle(tx, v); err != nil {
			return c, err
		}
		var check input
		made := CommunityInput{Username: "circle-" + strconv.FormatInt(tx.NextID(), 36), Access: "private", Reach: "peers", Joining: "invitation",
			Name: LangMap{in.Language: check.line("name", in.Name, nameMax, true)}, Rules: LangMap{in.Language: check.text("rules", in.Rules, rulesMax, true)}}
		if len(in.People) < circleLeast || len(in.People) > circleMost {
			check.fault("people", "error.circle_size", map[string]any{"Min": circleLeast, "Max": circleMost})
		}
		if err := check.problems.Err(); err != nil {
			return c, err
		}
		made = s.checkCommunity(&check, made)
		if c, err = s.createIn(tx, v, &check, made); err != nil {
			return c, err
		}
		for _, who := range in.People {
			who = strings.TrimSpace(who)
			if err := s.inviteIn(tx, v, c, who, policy.Member, ""); err != nil {
				return c, unknownAt("people", err, who)
			}
		}
		return c, nil
	})
}
