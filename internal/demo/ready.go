package demo

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"

	"headroom/community"
	"headroom/internal/second"
)

// password is that of every sample person and operator. It is printed: nobody
// but this machine can reach the instances.
const password = "sample-password-7"

// ready is the ready file.
type ready struct {
	CA        string      `json:"ca,omitempty"` // file of the certificate authority, with --https
	Instances []described `json:"instances"`
}

type described struct {
	Nation      string               `json:"nation"`
	Name        string               `json:"name"`
	URL         string               `json:"url"` // without a final slash
	Issuer      string               `json:"issuer"`
	Config      string               `json:"config"`
	Operator    signIn               `json:"operator"`
	People      []describedPerson    `json:"people"`
	Communities []describedCommunity `json:"communities"`
}

type signIn struct {
	Email      string `json:"email"`
	Password   string `json:"password"`
	TOTPSecret string `json:"totp_secret"` // see describedPerson
}

type describedPerson struct {
	Username string `json:"username"`
	Name     string `json:"name"`
	Email    string `json:"email"`
	Password string `json:"password"`
	Role     string `json:"role"`
	Actor    string `json:"actor"`
	Verified bool   `json:"verified"`
	// TOTPSecret makes the codes that the sign-in asks for: base32, SHA-1, six
	// digits, thirty seconds. It is there for who moderates or facilitates.
	TOTPSecret string `json:"totp_secret,omitempty"`
	// Token speaks for them in the client API, with every scope.
	Token string `json:"token"`
}

type describedCommunity struct {
	Username string `json:"username"`
	Actor    string `json:"actor"`
	Access   string `json:"access"`
}

// describe tells what there is.
func describe(ctx context.Context, all []*running) (list ready, err error) {
	for _, r := range all {
		if r.trust != nil {
			list.CA = r.trust.file
		}
		d := described{Nation: r.nation.word, Name: r.nation.name["en"], URL: r.Identity.URL, Issuer: r.Identity.Issuer(), Config: r.file,
			Operator: signIn{Email: r.OperatorEmail(), Password: password, TOTPSecret: second.Key}}
		verified, err := r.verified(ctx)
		if err != nil {
			return list, err
		}
		for _, p := range r.nation.people {
			at, err := r.person(ctx, p.username)
			if err != nil {
				return list, err
			}
			token, err := r.token(ctx, p.username)
			if err != nil {
				return list, err
			}
			d.People = append(d.People, describedPerson{Username: p.username, Name: at.Name, Email: r.email(p), Password: password,
				Role: p.role, Actor: at.IRI, Verified: verified[p.username], TOTPSecret: r.secret(p), Token: token})
		}
		for _, c := range r.nation.communities {
			at, err := r.community(ctx, c.username)
			if err != nil {
				return list, err
			}
			d.Communities = append(d.Communities, describedCommunity{Username: c.username, Actor: at.IRI, Access: c.access})
		}
		list.Instances = append(list.Instances, d)
	}
	return list, nil
}

// ownApp is the name of the app with whose tokens trials of the client API begin.
const ownApp = "Demonstration"

// token lets the demonstration's own app speak for a sample person, in place of what
// an earlier start was given.
func (r *running) token(ctx context.Context, username string) (string, error) {
	v, err := r.viewer(ctx, username)
	if err != nil {
		return "", err
	}
	before, err := r.Service.MyApps(ctx, v)
	if err != nil {
		return "", err
	}
	for _, a := range before {
		if a.Name == ownApp {
			if err := r.Service.EndApp(ctx, v, a.ID); err != nil {
				return "", err
			}
		}
	}
	scopes := "read write follow push profile"
	a, secret, err := r.Service.RegisterApp(ctx, community.AppInput{Name: ownApp, Redirects: []string{community.OutOfBand}, Scopes: scopes})
	if err != nil {
		return "", err
	}
	code, err := r.Service.AgreeToApp(ctx, v, community.Consent{Client: a.Client, Redirect: community.OutOfBand, Scopes: scopes})
	if err != nil {
		return "", err
	}
	token, _, err := r.Service.TokenForCode(ctx, community.CodeInput{Client: a.Client, Secret: secret, Code: code, Redirect: community.OutOfBand})
	return token, err
}

// secret makes the codes of a sample person whose role needs them.
func (r *running) secret(p person) string {
	if r.trusted(p) {
		return second.Key
	}
	return ""
}

// trusted reports whether a sample person facilitates or moderates.
func (r *running) trusted(p person) bool {
	return p.role == "facilitator" || slices.ContainsFunc(r.nation.communities, func(c room) bool {
		return c.moderator == p.username || c.second == p.username
	})
}

// writeReady writes the ready file; it appears whole.
func writeReady(file string, list ready) error {
	text, err := json.MarshalIndent(list, "", "  ")
	if err != nil {
		return err
	}
	return replace(file, append(text, '\n'))
}

// show prints addresses, sign-ins and what to try.
func show(w io.Writer, list ready) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "Three linked instances are ready. Everybody in them is invented.")
	fmt.Fprintf(t, "\nThe password of every sign-in is  %s\n", password)
	fmt.Fprintf(t, "Operators and those marked * are asked for a code, too. The key for an app is  %s\n", second.Key)
	for _, d := range list.Instances {
		fmt.Fprintf(t, "\n%s\t%s\n", d.Name, d.URL)
		fmt.Fprintf(t, "  operator\t%s\n", d.Operator.Email)
		for _, p := range d.People {
			mark := ""
			if p.TOTPSecret != "" {
				mark = " *"
			}
			fmt.Fprintf(t, "  %s%s\t%s\t%s\n", p.Role, mark, p.Email, p.Name)
		}
	}
	s, w2, e := list.Instances[0], list.Instances[1], list.Instances[2]
	fmt.Fprintf(t, `
Three things to try:
  1. Sign in at %s as %s, find the community of Scotland's
     Highlands and Islands under Communities, and ask to join. Let the request in at
     %s as %s, then write something in it.
  2. Join it at %s as %s too: what was written is there, and a
     reply appears on the other two without reloading.
  3. Withdraw the Welsh head's verification, and watch them lose the community everywhere:
     headroom member revoke %s --reason "Trying it out" --config %s
`, w2.URL, w2.People[1].Email, s.URL, s.People[0].Email, e.URL, e.People[1].Email, w2.People[1].Username, w2.Config)
	return t.Flush()
}
