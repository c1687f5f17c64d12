package demo

import (
	"context"
	"fmt"
	"net/url"
	"path"

	"headroom/community"
	"headroom/community/policy"
	"headroom/internal/second"
)

// furnish makes an instance ready and puts in it what is not there yet, so that
// a first start that was broken off goes on.
func (r *running) furnish(ctx context.Context) error {
	link, err := r.Start(ctx)
	if err != nil {
		return err
	}
	if link != "" {
		u, err := url.Parse(link)
		if err != nil {
			return err
		}
		if _, err := r.Service.SetPassword(ctx, path.Base(u.Path), password, password); err != nil {
			return err
		}
	}
	if _, err := second.GiveTo(ctx, r.Service, r.OperatorEmail()); err != nil {
		return err
	}
	for _, p := range r.nation.people {
		if err := r.addPerson(ctx, p); err != nil {
			return fmt.Errorf("%s: %w", p.username, err)
		}
		if !r.trusted(p) {
			continue
		}
		if _, err := second.GiveTo(ctx, r.Service, r.email(p)); err != nil {
			return fmt.Errorf("%s: %w", p.username, err)
		}
	}
	for _, c := range r.nation.communities {
		if err := r.addCommunity(ctx, c); err != nil {
			return fmt.Errorf("%s: %w", c.username, err)
		}
	}
	return nil
}

// addPerson adds and verifies a sample person.
func (r *running) addPerson(ctx context.Context, p person) error {
	at, err := r.person(ctx, p.username)
	if community.IsNotFound(err) {
		var made community.PersonView
		made, err = r.Service.AddMember(ctx, community.CommandLine, community.MemberInput{
			Email: r.email(p), Username: p.username, Name: p.name, Post: p.post, School: p.school, Authority: p.authority,
			Nation: r.nation.code, Phase: []string{p.phase}, Specialisms: p.specialisms, Biography: p.biography, Password: password,
		})
		at = made.Person
		if err == nil {
			err = r.tell(ctx, made, p)
		}
	}
	if err != nil {
		return err
	}
	kind, ok := map[string]policy.Credential{"head": policy.Head, "facilitator": policy.Facilitator}[p.role]
	if !ok {
		return nil
	}
	// Whoever has been revoked since stays revoked.
	if had, err := r.credentials(ctx, at.ID); err != nil || len(had) > 0 {
		return err
	}
	_, err = r.Service.Verify(ctx, community.CommandLine, at.ID, kind, "Sample person of the demonstration")
	return err
}

// addCommunity makes a community as its first moderator, lets its other people
// in, and starts a conversation.
func (r *running) addCommunity(ctx context.Context, c room) error {
	at, err := r.community(ctx, c.username)
	if community.IsNotFound(err) {
		var moderator community.Viewer
		if moderator, err = r.viewer(ctx, c.moderator); err != nil {
			return err
		}
		at, err = r.Service.CreateCommunity(ctx, moderator, community.CommunityInput{Username: c.username, Name: c.name,
			Summary: c.summary, Rules: c.rules, Access: c.access, Reach: c.reach})
	}
	if err != nil {
		return err
	}
	for _, username := range c.members {
		if err := r.letIn(ctx, c, at, username); err != nil {
			return fmt.Errorf("%s: %w", username, err)
		}
	}
	return r.talk(ctx, c, at)
}

// letIn brings one person in: asked and accepted, or invited where nobody may
// ask. A second moderator is appointed. What has become of an earlier
// membership is left alone.
func (r *running) letIn(ctx context.Context, c room, at community.Community, username string) error {
	moderator, err := r.viewer(ctx, c.moderator)
	if err != nil {
		return err
	}
	v, err := r.viewer(ctx, username)
	if err != nil {
		return err
	}
	if _, err := r.membership(ctx, at.ID, v.Person); !community.IsNotFound(err) {
		return err
	}
	if c.access == "private" {
		err := r.Service.Invite(ctx, moderator, at.ID, community.InviteInput{Person: username, Reason: "Sample invitation"})
		if err := unless(err, community.Conflict); err != nil {
			return err
		}
	}
	if err := r.Service.Join(ctx, v, at.ID, "I would like to take part.", nil); err != nil {
		return err
	}
	m, err := r.membership(ctx, at.ID, v.Person)
	if err != nil {
		return err
	}
	if m.State == policy.Pending {
		if err := r.Service.DecideJoin(ctx, moderator, at.ID, m.ID, true, "Welcome."); err != nil {
			return err
		}
	}
	if username != c.second {
		return nil
	}
	return r.Service.SetRole(ctx, moderator, at.ID, m.ID, policy.Moderator, "Looks after the community together with its first moderator.")
}

// talk starts the conversation of a community, unless somebody has.
func (r *running) talk(ctx context.Context, c room, at community.Community) error {
	have, err := r.threads(ctx, at.ID)
	if err != nil || have {
		return err
	}
	author, err := r.viewer(ctx, c.moderator)
	if err != nil {
		return err
	}
	post, err := r.Service.StartThread(ctx, author, community.PostInput{Community: at.ID, Title: c.title, Body: c.opening,
		Language: c.language, IdempotencyKey: "demo-" + c.username})
	if err != nil || c.reply == "" {
		return err
	}
	other, err := r.viewer(ctx, c.replier)
	if err != nil {
		return err
	}
	_, err = r.Service.Reply(ctx, other, community.PostInput{Thread: post.Thread, Body: c.reply, Language: c.language,
		IdempotencyKey: "demo-" + c.username})
	return err
}

// unless drops an error of a kind that means that it is done already.
func unless(err error, kind community.Kind) error {
	if community.KindOf(err) == kind {
		return nil
	}
	return err
}
