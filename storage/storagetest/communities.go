package storagetest

import (
	"fmt"
	"time"

	"headroom/community"
	"headroom/community/policy"
)

func communities(b *bench) {
	b.do(func(tx community.Tx) {
		ours, theirs := room(b, tx, true), room(b, tx, false)
		gone := insert(b, tx, tx.InsertCommunity, nil)
		is[community.Community](b, "community")(tx.Community(ours.ID))(ours)
		is[community.Community](b, "by IRI")(tx.CommunityByIRI(theirs.IRI))(theirs)
		is[community.Community](b, "by name")(tx.CommunityByUsername(ours.Username))(ours)
		missing[community.Community](b, "unknown")(tx.Community(1))
		missing[community.Community](b, "unknown IRI")(tx.CommunityByIRI("x"))
		missing[community.Community](b, "remote name")(tx.CommunityByUsername(theirs.Username))
		yes, no := true, false
		is[[]community.Community](b, "all")(tx.Communities(nil))([]community.Community{theirs, ours})
		is[[]community.Community](b, "local")(tx.Communities(&yes))([]community.Community{ours})
		is[[]community.Community](b, "remote")(tx.Communities(&no))([]community.Community{theirs})
		is[[]community.Community](b, "of host")(tx.CommunitiesOfHost(theirs.Host))([]community.Community{theirs})
		is[[]community.Community](b, "gone, of host")(tx.CommunitiesOfHost(gone.Host))(nil)
		both, err := tx.CommunitiesByID([]int64{gone.ID, 1})
		b.ok(err)
		same(b, "by ids", both, []community.Community{gone})

		twin := filled[community.Community](tx)
		twin.IRI = ours.IRI
		b.kind(tx.InsertCommunity(twin), community.Conflict)
		ours.Name, ours.Questions, ours.Requires, ours.Epoch = community.LangMap{"gd": "Sgoiltean beaga"}, nil, nil, 9
		b.ok(tx.UpdateCommunity(ours))
		is[community.Community](b, "updated")(tx.Community(ours.ID))(ours)
		b.kind(tx.UpdateCommunity(twin), community.NotFound)

		ask := func(person string) community.Invitation {
			return insert(b, tx, tx.InsertInvitation, func(i *community.Invitation) {
				i.CommunityID, i.Person, i.By, i.UsedAt = ours.ID, person, "https://w/u/9", time.Time{}
			})
		}
		first, second := ask("https://w/u/1"), ask("https://w/u/1")
		is[community.Invitation](b, "invitation")(tx.Invitation(first.IRI))(first)
		missing[community.Invitation](b, "no invitation")(tx.Invitation("x"))
		is[[]community.Invitation](b, "for a person")(tx.InvitationsFor("https://w/u/1"))([]community.Invitation{second, first})
		is[community.Invitation](b, "newest")(tx.InvitationFor(ours.ID, "https://w/u/1"))(second)
		second.UsedAt = now
		b.ok(tx.UpdateInvitation(second))
		is[community.Invitation](b, "unused before used")(tx.InvitationFor(ours.ID, "https://w/u/1"))(first)
		is[[]community.Invitation](b, "issued")(tx.InvitationsBy("https://w/u/9"))([]community.Invitation{first})
		is[[]community.Invitation](b, "of people of a host")(tx.InvitationsAcross("w"))([]community.Invitation{first})
		is[[]community.Invitation](b, "of no host")(tx.InvitationsAcross("_"))(nil)
		into := insert(b, tx, tx.InsertInvitation, func(i *community.Invitation) {
			i.CommunityID, i.Person, i.UsedAt = theirs.ID, "https://ours.example/u/1", time.Time{}
		})
		is[[]community.Invitation](b, "into communities of a host")(tx.InvitationsAcross(theirs.Host))([]community.Invitation{into})
		is[[]community.Invitation](b, "issued by nobody")(tx.InvitationsBy("https://w/u/1"))(nil)
		is[[]community.Invitation](b, "unused")(tx.InvitationsFor("https://w/u/1"))([]community.Invitation{first})
		missing[community.Invitation](b, "for nobody")(tx.InvitationFor(ours.ID, "x"))
		b.kind(tx.InsertInvitation(first), community.Conflict)
	})
}

// record makes a membership.
func record(b *bench, tx community.Tx, group, person int64, state policy.State, role policy.Role) community.Membership {
	b.Helper()
	return insert(b, tx, tx.InsertMembership, func(m *community.Membership) {
		m.CommunityID, m.PersonID, m.State, m.Role = group, person, state, role
		m.StartAt, m.EndAt = now.Add(-time.Hour), time.Time{}
	})
}

// insideAndKnown asks which hosts are inside, suspended people's too, and which
// may hear of a community, in which there are a member of w.example, a guest of
// e.example for an hour, and somebody of third.example who waits.
func insideAndKnown(b *bench, tx community.Tx, group int64) {
	b.Helper()
	fourth := record(b, tx, group, guestOf(b, tx, "held.example").ID, policy.Suspended, policy.Member)
	is[[]string](b, "homes inside")(tx.HomesInside(group, now))([]string{"e.example", "held.example", "w.example"})
	is[[]string](b, "homes inside later")(tx.HomesInside(group, now.Add(time.Hour)))([]string{"held.example", "w.example"})
	fourth.State = policy.Left
	b.ok(tx.UpdateMembership(fourth))
	is[[]string](b, "homes inside, after one has left")(tx.HomesInside(group, now))([]string{"e.example", "w.example"})
	insert(b, tx, tx.InsertInvitation, func(i *community.Invitation) {
		i.CommunityID, i.Person, i.UsedAt = group, "https://asked_.example/u/1", now
	})
	for host, want := range map[string]bool{"w.example": true, "third.example": true, "held.example": true, "asked_.example": true,
		"askedx.example": false, "x.example": false, "sked_.example": false} {
		is[bool](b, "known on "+host)(tx.KnownOnHost(group, host))(want)
	}
	is[bool](b, "another community")(tx.KnownOnHost(1, "w.example"))(false)
}

func memberships(b *bench) {
	b.do(func(tx community.Tx) {
		c, remote := room(b, tx, true), room(b, tx, false)
		local, welsh := head(b, tx), guestOf(b, tx, "w.example")
		english, third := guestOf(b, tx, "e.example"), guestOf(b, tx, "third.example")
		one := record(b, tx, c.ID, local.ID, policy.Active, policy.Moderator)
		two := record(b, tx, c.ID, welsh.ID, policy.Active, policy.Member)
		three := insert(b, tx, tx.InsertMembership, func(m *community.Membership) {
			m.CommunityID, m.PersonID, m.State, m.Role = c.ID, english.ID, policy.Active, policy.Guest
			m.StartAt, m.EndAt = time.Time{}, now.Add(time.Hour)
		})
		four := record(b, tx, c.ID, third.ID, policy.Pending, policy.Member)
		abroad := record(b, tx, remote.ID, local.ID, policy.Active, policy.Moderator)

		is[community.Membership](b, "membership")(tx.Membership(three.ID))(three)
		is[community.Membership](b, "of")(tx.MembershipOf(c.ID, welsh.ID))(two)
		is[community.Membership](b, "by follow")(tx.MembershipByFollow(four.FollowIRI))(four)
		missing[community.Membership](b, "unknown")(tx.Membership(1))
		missing[community.Membership](b, "not a member")(tx.MembershipOf(remote.ID, welsh.ID))
		missing[community.Membership](b, "unknown follow")(tx.MembershipByFollow(""))
		is[[]community.Membership](b, "of a person")(tx.MembershipsOf(local.ID))([]community.Membership{one, abroad})
		view := func(m community.Membership, p community.Person) community.MemberView {
			return community.MemberView{Membership: m, Person: p}
		}
		is[[]community.MemberView](b, "members")(tx.Members(c.ID))([]community.MemberView{
			view(one, local), view(two, welsh), view(three, english), view(four, third)})
		is[[]community.MemberView](b, "waiting")(tx.Members(c.ID, policy.Pending, policy.Invited))(
			[]community.MemberView{view(four, third)})
		is[[]string](b, "hosts")(tx.MemberHosts(c.ID, false, now))([]string{"e.example", "w.example"})
		is[[]string](b, "hosts of full members")(tx.MemberHosts(c.ID, true, now))([]string{"w.example"})
		is[[]string](b, "hosts later")(tx.MemberHosts(c.ID, false, now.Add(time.Hour)))([]string{"w.example"})
		is[[]community.GuestElsewhere](b, "guests elsewhere")(tx.GuestsElsewhere(c.ID))([]community.GuestElsewhere{
			{Host: "e.example", Scope: three.Scope, StartAt: three.StartAt, EndAt: three.EndAt}})
		insideAndKnown(b, tx, c.ID)
		is[[]community.MemberView](b, "on a host")(tx.ActiveOnHost(c.ID, "e.example", now))(
			[]community.MemberView{view(three, english)})
		some, full, err := tx.ServedOnHost(c.ID, "e.example", now)
		is[[2]bool](b, "only guests on a host")([2]bool{some, full}, err)([2]bool{true, false})
		some, full, err = tx.ServedOnHost(c.ID, "w.example", now)
		is[[2]bool](b, "full members on a host")([2]bool{some, full}, err)([2]bool{true, true})
		some, full, err = tx.ServedOnHost(c.ID, "e.example", now.Add(time.Hour))
		is[[2]bool](b, "nobody on a host later")([2]bool{some, full}, err)([2]bool{})
		is[[]community.MemberView](b, "on a host later")(tx.ActiveOnHost(c.ID, "e.example", now.Add(time.Hour)))(nil)
		is[[]community.AudienceCount](b, "audience")(tx.Audience(c.ID, now))([]community.AudienceCount{
			{Host: local.Host, Nation: local.Nation, Role: policy.Moderator, People: 1},
			{Host: "e.example", Nation: english.Nation, Role: policy.Guest, People: 1},
			{Host: "w.example", Nation: welsh.Nation, Role: policy.Member, People: 1}})
		is[[]community.Membership](b, "moderators")(tx.Moderators())([]community.Membership{one})
		is[[]community.Membership](b, "abroad")(tx.LocalMemberships())([]community.Membership{abroad})
		is[[]community.Membership](b, "by credential")(tx.MembershipsByCredential(two.Credential))([]community.Membership{two})
		is[[]community.Membership](b, "by no credential")(tx.MembershipsByCredential(0))(nil)
		insert(b, tx, tx.InsertCredential, func(k *community.CredentialRecord) {
			k.ID, k.PersonID, k.ValidUntil = two.Credential, welsh.ID, now.Add(2*time.Hour)
		})
		is[[]community.MemberView](b, "nobody is over yet")(tx.MembersOver(now.Add(time.Hour - time.Millisecond)))(nil)
		is[[]community.MemberView](b, "a guest's time is over")(tx.MembersOver(now.Add(time.Hour)))([]community.MemberView{view(three, english)})
		is[[]community.MemberView](b, "a credential is over")(tx.MembersOver(now.Add(2 * time.Hour)))(
			[]community.MemberView{view(two, welsh), view(three, english)})

		twin := filled[community.Membership](tx)
		twin.CommunityID, twin.PersonID = c.ID, local.ID
		b.kind(tx.InsertMembership(twin), community.Conflict)
		b.kind(tx.UpdateMembership(twin), community.NotFound)
		two.State, two.EndReason, two.Stamp, two.Answers, two.Scope = policy.Removed, "moved", nil, nil, nil
		b.ok(tx.UpdateMembership(two))
		is[community.Membership](b, "updated")(tx.Membership(two.ID))(two)
		is[[]int64](b, "no longer in")(tx.EndedAmong(c.ID, []int64{welsh.ID, local.ID, third.ID, 1}))([]int64{welsh.ID})
		is[[]int64](b, "nobody is no longer in")(tx.EndedAmong(c.ID, nil))(nil)
		is[bool](b, "first use")(tx.UseFollow("https://w/f/1", now))(true)
		is[bool](b, "second use")(tx.UseFollow("https://w/f/1", now))(false)
		relations(b, tx, c.ID)
	})
}

// relations checks who has anything to do with a community whose Welsh member
// has been removed.
func relations(b *bench, tx community.Tx, group int64) {
	for _, host := range []string{"invited.example", "used.example"} {
		insert(b, tx, tx.InsertInvitation, func(i *community.Invitation) {
			i.CommunityID, i.Person, i.UsedAt = group, fmt.Sprintf("https://%s/u/1", host), time.Time{}
			if host == "used.example" {
				i.UsedAt = now
			}
		})
	}
	for host, want := range map[string]bool{"e.example": true, "third.example": true, "w.example": false,
		"invited.example": true, "used.example": false, "nvited.example": false, "%": false} {
		is[bool](b, "relation of "+host)(tx.RelationOnHost(group, host))(want)
	}
}
