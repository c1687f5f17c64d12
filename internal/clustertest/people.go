package clustertest

import (
	"strconv"

	"headroom/community"
	"headroom/community/policy"
)

// Password is that of every person of a cluster.
const Password = "sample-password-7"

// Biography is that of every person of a cluster.
const Biography = "Head of an invented school, who exists so that a test can tell what heads see."

// Member is a person of an instance, with a browser that has signed in.
type Member struct {
	*Browser
	Node   *Node
	Person community.Person
	Viewer community.Viewer
	Email  string
}

// Person adds somebody whom nobody has verified.
func (n *Node) Person(name string) *Member {
	t := n.cluster.T
	t.Helper()
	n.members++
	username := "person-" + strconv.Itoa(n.members)
	email := username + "@" + n.Name + ".example"
	made, err := n.Service.AddMember(t.Context(), community.CommandLine, community.MemberInput{
		Email: email, Username: username, Name: name, Post: "Headteacher", School: "Sample School of " + name,
		Authority: "Sample Council", Phase: []string{"primary"}, Biography: Biography, Password: Password,
	})
	if err != nil {
		t.Fatalf("%s: add %s: %v", n.Name, name, err)
	}
	m := &Member{Node: n, Person: made.Person, Email: email,
		Viewer: community.Viewer{Account: made.Account.ID, Person: made.ID, Name: made.IRI}}
	m.Browser = n.Browser()
	m.SignIn(email, Password)
	return m
}

// Head adds a verified head.
func (n *Node) Head(name string) *Member {
	n.cluster.T.Helper()
	return n.verified(name, policy.Head)
}

// Facilitator adds a verified facilitator.
func (n *Node) Facilitator(name string) *Member {
	n.cluster.T.Helper()
	return n.verified(name, policy.Facilitator)
}

// Aspiring adds a verified aspiring head.
func (n *Node) Aspiring(name string) *Member {
	n.cluster.T.Helper()
	return n.verified(name, policy.Aspiring)
}

func (n *Node) verified(name string, kind policy.Credential) *Member {
	t := n.cluster.T
	t.Helper()
	m := n.Person(name)
	if _, err := n.Service.Verify(t.Context(), community.CommandLine, m.Person.ID, kind, "test"); err != nil {
		t.Fatalf("%s: verify %s: %v", n.Name, name, err)
	}
	return m
}

// Revoke withdraws a member's credentials.
func (m *Member) Revoke() {
	t := m.Node.cluster.T
	t.Helper()
	if err := m.Node.Service.Revoke(t.Context(), community.CommandLine, m.Person.ID, "test"); err != nil {
		t.Fatalf("revoke %s: %v", m.Person.Name, err)
	}
}

// Found makes a community that the member moderates; reach is all peers unless
// in says otherwise, and it is closed.
func (m *Member) Found(in community.CommunityInput) community.Community {
	t := m.Node.cluster.T
	t.Helper()
	if in.Access == "" {
		in.Access = "closed"
	}
	if in.Reach == "" && in.Access != "private" {
		in.Reach = "peers"
	}
	if in.Name == nil {
		in.Name = community.LangMap{"en": "Sample " + in.Username}
	}
	c, err := m.Node.Service.CreateCommunity(t.Context(), m.Viewer, in)
	if err != nil {
		t.Fatalf("found %s: %v", in.Username, err)
	}
	return c
}

// Here gives the instance's own record of a community by its IRI; false when it
// knows none.
func (n *Node) Here(iri string) (c community.Community, ok bool) {
	n.cluster.T.Helper()
	n.View(func(tx community.Tx) (err error) {
		c, err = tx.CommunityByIRI(iri)
		ok = err == nil
		if community.IsNotFound(err) {
			return nil
		}
		return err
	})
	return c, ok
}

// Join asks to be let into a community of any instance and settles.
func (m *Member) Join(iri string) {
	t := m.Node.cluster.T
	t.Helper()
	c, ok := m.Node.Here(iri)
	if !ok {
		t.Fatalf("%s knows no community %s", m.Node.Name, iri)
	}
	if err := m.Node.Service.Join(t.Context(), m.Viewer, c.ID, "I would like to take part.", nil); err != nil {
		t.Fatalf("%s joins %s: %v", m.Person.Name, iri, err)
	}
	m.Node.cluster.Settle()
}

// AcceptAll lets everybody in who waits and settles; the member moderates.
func (m *Member) AcceptAll(c community.Community) {
	t := m.Node.cluster.T
	t.Helper()
	waiting, err := m.Node.Service.Queue(t.Context(), m.Viewer, c.ID)
	if err != nil {
		t.Fatalf("queue of %s: %v", c.Username, err)
	}
	for _, r := range waiting {
		if err := m.Node.Service.DecideJoin(t.Context(), m.Viewer, c.ID, r.Membership.ID, true, "Welcome."); err != nil {
			t.Fatalf("accept %s: %v", r.Person.Name, err)
		}
	}
	m.Node.cluster.Settle()
}
