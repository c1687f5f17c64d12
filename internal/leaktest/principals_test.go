package leaktest

import (
	"crypto"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"headroom/community/policy"
	"headroom/federation/sign"
	"headroom/internal/clustertest"
	"headroom/internal/second"
)

// principal is somebody who asks. Asker is what the visibility table calls
// them; it is the same for every community.
type principal struct {
	name, asker string
	keyID       string // signs
	key         crypto.Signer
	cookie      string // or has a session
	bearer      string // or a token
	only        string // the one column in which they are what asker says
	otherwise   string // what they are in the others
}

// cell is what the table gives the principal in a column. A community whose
// reach is its own instance is within reach of the people there.
func (p principal) cell(column string) (policy.Cell, bool) {
	if column == farOne && p.cookie != "" {
		column = closedOne
	}
	i := slices.IndexFunc(policy.Visibility, func(r policy.Row) bool { return r.Asker == p.askerIn(column) && r.Column == column })
	if i < 0 {
		return policy.Cell{}, false
	}
	return policy.Visibility[i].Cell, true
}

// askerIn is what the table calls the principal before a kind of community.
func (p principal) askerIn(column string) string {
	if p.only != "" && column != p.only {
		return p.otherwise
	}
	return p.asker
}

func (p principal) apply(w *world, r *http.Request) {
	if p.cookie != "" {
		r.Header.Set("Cookie", p.cookie)
	}
	if p.bearer != "" {
		r.Header.Set("Authorization", "Bearer "+p.bearer)
	}
	if p.key != nil {
		if err := sign.SignRequest(r, nil, p.keyID, p.key, w.Clock.Now()); err != nil {
			w.t.Error(err)
		}
	}
}

// remotes sign what they ask.
func (w *world) remotes() []principal {
	w.t.Helper()
	stranger, err := sign.GenerateKey()
	w.must(err)
	list := []principal{
		{name: "anonymous", asker: "nobody (unsigned GET)"},
		{name: "token of nobody", asker: "a host that is no peer, or a bad signature", bearer: "a-token-that-nobody-was-given"},
		{name: "session of nobody", asker: "nobody (unsigned GET)", cookie: "headroom=" + strings.Repeat("A", 43)},
		{name: "stranger", asker: "a host that is no peer, or a bad signature", keyID: "http://stranger.localhost:7999/u/1#ed25519-1", key: stranger},
	}
	add := func(name, asker string, n *clustertest.Node, actor string) {
		id, key := n.Key(actor)
		list = append(list, principal{name: name, asker: asker, keyID: id, key: key})
	}
	add("issuer", "a peer's issuer", w.ulster, w.ulster.Identity.Issuer())
	add("issuer of somebody invited", "a peer's issuer, one of its people invited", w.england, w.england.Identity.Issuer())
	add("issuer of members", "a member's server with an active full member", w.wales, w.wales.Identity.Issuer())
	for name, asker := range map[string]string{"nora": "an unverified person of a peer", "carol": "a head of a peer, not a member",
		"niall": "a head of a peer, not a member", "invited": "a head of a peer, invited",
		"bob": "a member", "gone": "a member who was removed", "void": "a member whose credential was revoked"} {
		add(name, asker, w.people[name].Node, w.people[name].Person.IRI)
	}
	// A server that has a guest of one conversation, and the guest.
	add("issuer of guests", "a server with guests only", w.man, w.man.Identity.Issuer())
	add("tomas", "a guest in scope", w.man, w.people["tomas"].Person.IRI)
	for i, otherwise := range []string{"a peer's issuer", "a head of a peer, not a member"} {
		p := &list[len(list)-2+i]
		p.only, p.otherwise = closedOne, otherwise
	}
	return list
}

// locals have a session of the host.
func (w *world) locals() (list []principal) {
	w.t.Helper()
	for name, asker := range map[string]string{"unverified": "an unverified person of this instance", "desk": "an unverified person of this instance",
		"ann": "a head of this instance, not a member", "applicant": "a head of this instance, not a member",
		"declined": "a head of this instance, not a member", "elsewhere": "a head of this instance, not a member",
		"removed": "a member who was removed", "revoked": "a member whose credential was revoked", "guest": "a guest whose time is over",
		"aspiring": "an aspiring head whom the community does not admit", "bursar": "somebody of a further role whom the community does not admit", "mairi": "a member of this instance", "morag": "a moderator of this instance"} {
		list = append(list, principal{name: name, asker: asker, cookie: w.signIn(w.host, w.people[name].Email, clustertest.Password)})
	}
	list = append(list, principal{name: "visitor", asker: "a guest in scope", only: closedOne, otherwise: "an unverified person of this instance", cookie: w.signIn(w.host, w.people["visitor"].Email, clustertest.Password)})
	return append(list, principal{name: "operator", asker: "an operator of this instance",
		cookie: w.signIn(w.host, w.operatorEmail, w.operatorPassword)})
}

// signIn begins a session and gives its cookie.
func (w *world) signIn(n *clustertest.Node, email, password string) string {
	w.t.Helper()
	account, err := second.GiveTo(w.ctx(), n.Service, email)
	if err != nil {
		w.t.Fatal(err)
	}
	cookie, a := w.sends(n, "/sign-in", "", url.Values{"email": {email}, "password": {password}})
	if account != 0 && a.Code == http.StatusOK {
		code, err := second.Answer(w.ctx(), n.Service, account)
		if err != nil {
			w.t.Fatal(err)
		}
		cookie, a = w.sends(n, "/sign-in/code", cookie, url.Values{"code": {code}})
	}
	if a.Code != http.StatusSeeOther || cookie == "" {
		w.t.Fatalf("%s cannot sign in: %d", email, a.Code)
	}
	return cookie
}

// sends sends a form and gives the cookie of the session that comes back.
func (w *world) sends(n *clustertest.Node, path, cookie string, form url.Values) (session string, a *httptest.ResponseRecorder) {
	r := httptest.NewRequest(http.MethodPost, n.Config.URL+path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if cookie != "" {
		r.Header.Set("Cookie", cookie)
	}
	a = httptest.NewRecorder()
	n.Handler.ServeHTTP(a, r)
	for _, c := range a.Result().Cookies() {
		if c.Name == "headroom" {
			session = c.Name + "=" + c.Value
		}
	}
	return session, a
}

// mayOther is the table for canaries that hang on no community: who else than
// the one they are about may be given them.
var mayOther = map[string][]string{
	"biography": {"ann", "applicant", "declined", "elsewhere", "removed", "mairi", "morag", "operator",
		"carol", "eve", "niall", "invited", "bob", "gone", "tomas"},
	"school":   {"ann", "applicant", "declined", "elsewhere", "removed", "mairi", "morag", "operator"},
	"e-mail":   {"operator"},
	"name":     {"operator"},
	"reason":   {"operator", "morag"},
	"operator": {"operator"},
	"letter":   {"morag"}, // who wrote it

	"streamed letter": {"morag"},
}

// reads tells whether the table shows the principal what is written in a
// community, by any way.
func (p principal) reads(column string) bool {
	cell, _ := p.cell(column)
	return slices.Contains([]policy.Verdict{cell.Copies, cell.Files, cell.Log, cell.Thread}, policy.Allow)
}

// may says whether a principal may be given a canary. Pages know no signatures
// and the wire no sessions: everybody is nobody somewhere, and so may see what
// nobody may.
func (w *world) may(p principal, name string) bool {
	if nobody := (principal{name: "anonymous", asker: "nobody (unsigned GET)"}); p.name != nobody.name && w.may(nobody, name) {
		return true
	}
	for _, column := range policy.Columns {
		if rest, ok := strings.CutPrefix(name, column+" "); ok {
			return w.mayIn(p, column, name, rest)
		}
	}
	who, field, _ := strings.Cut(name, ": ")
	byline := field == "school" || field == "biography"
	switch {
	case who == p.name, who == "audit" && (p.name == "operator" || w.about(p, name)):
		return true
	case strings.HasPrefix(who, "invitation of "):
		return p.name == "morag" || w.about(p, name)
	case byline && who == "morag": // who writes in the open community
		return true
	case byline && (who == "mairi" || who == "bob") && (p.reads(closedOne) || p.reads(farOne) || p.reads(secretOne)):
		return true
	}
	return slices.Contains(mayOther[field], p.name)
}

func (w *world) mayIn(p principal, column, name, rest string) bool {
	class, _, _ := strings.Cut(rest, ":")
	cell, _ := p.cell(column)
	switch class {
	case "listed":
		return cell.Document == policy.LevelListed || cell.Document == policy.LevelShown || cell.Document == policy.LevelFull
	case "content":
		return p.reads(column) && (p.only == "" || !strings.Contains(name, "beside"))
	case "confided": // not what a guest of another conversation reads
		return p.reads(column) && p.only == ""
	case "request":
		return cell.Queue == policy.Allow || w.about(p, name)
	case "report": // moderators alone, and none of them sees one of their own posts
		return p.name == "morag"
	case "appeal": // who made it; the only moderator may not decide about their own decision
		return w.about(p, name)
	case "held": // who wrote it, and who decides: not operators
		return cell.Queue == policy.Allow || w.about(p, name)
	case "measure": // whom it is about, and moderators: not operators
		return p.name == "morag" || w.about(p, name)
	case "removal":
		return cell.Queue == policy.Allow || w.about(p, name) || p.name == "operator" && column != secretOne
	}
	return false
}

// about tells whether a canary names the principal.
func (w *world) about(p principal, name string) bool {
	m, ok := w.people[p.name]
	return ok && (strings.Contains(name, " "+m.Person.Username+"@"+m.Node.Name) || strings.Contains(name, "of "+m.Person.Username+" ") ||
		strings.HasSuffix(name, "of "+p.name))
}

// known keeps the names of askers above from rotting.
func (w *world) known(t *testing.T) {
	for _, p := range append(w.remotes(), w.locals()...) {
		for _, column := range policy.Columns {
			if _, ok := p.cell(column); !ok {
				t.Errorf("%s: the visibility table has no asker %q", p.name, p.asker)
			}
		}
	}
}
