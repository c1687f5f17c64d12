package leaktest

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"

	"headroom/community"
	"headroom/internal/clustertest"
)

// listed are the routes that the crawl knows what to ask of. A new route fails
// until it is listed here, and until values for its parameters are.
var listed = strings.Fields(`
GET/.well-known/webfinger GET/.well-known/host-meta GET/.well-known/nodeinfo GET/nodeinfo/{version}
GET/issuer GET/issuer/keys GET/issuer/communities GET/issuer/peers GET/status/{purpose}/{number}
GET/u/{id} GET/u/{id}/inbox GET/u/{id}/outbox GET/u/{id}/credential GET/u/{id}/keys
GET/g/{id} GET/g/{id}/members GET/g/{id}/featured GET/g/{id}/servers GET/g/{id}/queue GET/g/{id}/modlog GET/g/{id}/rules GET/communities/{id}/conduct GET/communities/{id}/modlog GET/g/{id}/log GET/g/{id}/log/{epoch}/{seq}
GET/g/{id}/stamps GET/g/{id}/keys GET/g/{id}/copies/{hash} GET/g/{id}/files/{digest} GET/g/{id}/m/{membership}
GET/g/{id}/threads/{context} GET/o/{id} GET/o/{id}/files/{digest} GET/a/{id} GET/credentials/{id} GET/agreements/{id}
POST/inbox POST/u/{id}/inbox POST/g/{id}/inbox
GET/ GET/about GET/privacy GET/accessibility GET/sign-in POST/sign-in POST/sign-out POST/appearance GET/reset POST/reset
GET/set-password/{token} POST/set-password/{token} GET/theme.css GET/static/* GET/events GET/healthz GET/readyz
GET/files/{id} GET/people GET/people/{id} GET/people/{id}/photograph GET/schools/{id} GET/profile POST/profile GET/profile/accounts POST/profile/accounts POST/profile/accounts/link POST/profile/accounts/{id}/check POST/profile/accounts/{id}/remove
POST/profile/photograph POST/profile/photograph/remove GET/drafts POST/drafts POST/drafts/{id}/delete
GET/communities GET/communities/new POST/communities/new GET/communities/{id} GET/communities/{id}/edit POST/communities/{id}/edit
GET/communities/{id}/join POST/communities/{id}/join POST/communities/{id}/leave GET/communities/{id}/new POST/communities/{id}/new
GET/search POST/communities/{id}/similar
GET/communities/{id}/people POST/communities/{id}/members/{membership}/remove GET/communities/{id}/queue
POST/communities/{id}/queue/{membership} POST/communities/{id}/queue/confirm GET/threads/{id} POST/threads/{id}/reply POST/threads/{id}/lock POST/threads/{id}/pin
GET/threads/{id}/branch/{branch} GET/threads/{id}/unread POST/threads/{id}/seen GET/posts/{id}
GET/posts/{id}/edit POST/posts/{id}/edit GET/posts/{id}/delete POST/posts/{id}/delete GET/posts/{id}/history POST/posts/{id}/react
GET/posts/{id}/quote GET/communities/{id}/mentions
GET/operator GET/operator/audit GET/operator/members POST/operator/members GET/operator/members/{id}
POST/operator/members/{id}/verify POST/operator/members/{id}/revoke POST/operator/members/{id}/extend
POST/operator/members/{id}/suspend POST/operator/members/{id}/restore GET/operator/peers POST/operator/peers/{act}
GET/operator/queue POST/operator/queue GET/operator/peers/end GET/operator/peers/{host}
GET/about/admission POST/about/admission GET/people/{id}/report POST/people/{id}/report
GET/operator/reports GET/operator/reports/{id} POST/operator/reports/{id}
GET/servers GET/operator/incidents POST/operator/incidents
GET/terms POST/terms/seen GET/operator/safety POST/operator/safety GET/operator/safety/register.csv
GET/compose GET/share GET/styleguide POST/drafts/{id}/restore POST/communities/{id}/invite POST/communities/{id}/members/{membership}/role POST/communities/{id}/members/{membership}/measure POST/communities/{id}/held/{post}
GET/help GET/help/{topic} GET/help/glossary GET/offline GET/welcome POST/welcome/skip POST/welcome/greeted GET/welcome.zip GET/app.webmanifest GET/sw.js GET/icons/{name}
GET/notifications GET/notifications/{id} POST/notifications/read GET/notifications/settings
POST/notifications/settings POST/notifications/devices POST/notifications/devices/{id}/end POST/notifications/push POST/threads/{id}/follow
GET/unsubscribe/{token} POST/unsubscribe/{token}
GET/operator/terms POST/operator/terms POST/operator/terms/remove
GET/communities/circle POST/communities/circle
GET/feed/{token} GET/feeds POST/feeds POST/feeds/{id}/end GET/scheduled GET/scheduled/{id} POST/scheduled/{id} POST/scheduled/{id}/cancel GET/filters POST/filters GET/filters/{id} POST/filters/{id} POST/filters/{id}/delete
GET/following GET/following/people POST/people/{id}/follow GET/people/{id}/lists POST/people/{id}/lists GET/lists POST/lists GET/lists/{id} GET/lists/{id}/edit POST/lists/{id}/edit POST/lists/{id}/remove POST/lists/{id}/delete
GET/bookmarks GET/profile/people GET/people/{id}/mine POST/people/{id}/mine POST/posts/{id}/bookmark
GET/messages GET/messages/new POST/messages/new GET/messages/{id} POST/messages/{id} POST/messages/{id}/delete POST/messages/{id}/leave
GET/operator/registers GET/operator/applications POST/operator/applications/admit GET/operator/applications/{id} POST/operator/applications/{id}/admit
POST/operator/applications/{id}/refuse POST/operator/applications/{id}/exception POST/operator/applications/{id}/evidence
POST/application/code POST/application/mailbox POST/application/vouch POST/application/appeal POST/application/sign-on/{id} GET/application/sign-on/{id}/callback GET/vouches POST/vouches/{id}
GET/application/new POST/application/new GET/apply POST/apply GET/apply/sent GET/apply/confirm/{token} POST/apply/confirm/{token} GET/application
GET/facilitators GET/desk POST/operator/members/{id}/desk POST/operator/members/{id}/desk-end POST/operator/members/{id}/role POST/operator/members/{id}/role-end GET/communities/{id}/reads GET/threads/{id}/guest POST/threads/{id}/guest POST/communities/{id}/guests/{guest}/decide
GET/communities/{id}/polls/new POST/communities/{id}/polls/new GET/posts/{id}/vote POST/posts/{id}/vote
GET/communities/{id}/copies GET/appeals/{kind}/{id} POST/appeals/{kind}/{id} GET/communities/{id}/appeals POST/communities/{id}/appeals/{appeal}
GET/posts/{id}/report POST/posts/{id}/report POST/posts/{id}/report/public POST/communities/{id}/reports/{report}
GET/links/{id} GET/operator/links POST/operator/links GET/operator/links/{id} POST/operator/links/{id}/accept POST/operator/links/{id}/decline
POST/operator/links/{id}/end POST/communities/{id}/links/{link} GET/communities/{id}/elsewhere POST/communities/{id}/elsewhere GET/threads/{id}/share POST/threads/{id}/share
POST/communities/{id}/guests/{guest}/end POST/communities/{id}/guests/{guest}/extend
GET/sign-in/code POST/sign-in/code GET/sign-in/link POST/sign-in/link GET/sign-in/link/{token} POST/sign-in/link/{token} GET/security GET/security/app POST/security/app POST/security/app/remove POST/security/codes POST/security/go-on POST/security/sessions/end
POST/sign-in/passkey POST/sign-in/passkey/ask GET/security/passkeys POST/security/passkeys POST/security/passkeys/{id} POST/security/passkeys/{id}/remove GET/security/prove POST/security/prove POST/set-password/{token}/passkey POST/operator/members/{id}/invitation POST/operator/applications/{id}/invitation POST/apply/confirm/{token}/passkey POST/security/sessions/{id} POST/security/sessions/{id}/end
GET/security/account POST/security/account/export POST/security/account/close GET/closed/{token} POST/closed/{token}
GET/oauth/authorize POST/oauth/authorize GET/oauth/authorize/native POST/security/apps/{id}/end POST/security/apps/room
`)

// routesOf asks the router itself.
func routesOf(t testing.TB, n *clustertest.Node) (list []string) {
	t.Helper()
	routes, ok := n.Handler.(chi.Routes)
	if !ok {
		t.Fatal("the instance's handler shows no routes")
	}
	apps := map[string]bool{"/api/*": true} // asked with tokens, see appcalls_test.go
	for _, a := range n.API.Addresses() {
		apps[a.Path] = true
	}
	err := chi.Walk(routes, func(method, pattern string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		if method != http.MethodHead && method != http.MethodOptions && !apps[strings.ReplaceAll(pattern, "/*/", "/")] {
			list = append(list, method+strings.ReplaceAll(pattern, "/*/", "/"))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

func TestEveryRouteIsListed(t *testing.T) {
	t.Parallel()
	c := clustertest.New(t, clustertest.Options{Names: []string{"scotland"}})
	routes := routesOf(t, c.Nodes[0])
	for _, r := range routes {
		if !slices.Contains(listed, r) {
			t.Errorf("route %s is not listed: say what the crawl asks of it", r)
		}
	}
	for _, r := range listed {
		if !slices.Contains(routes, r) {
			t.Errorf("route %s is listed and is no more", r)
		}
	}
}

// target is an address with what it is about: the ids that stand in it.
type target struct {
	route, path string
	column      string   // of the community that it belongs to, if any
	ids         []string // in the path
}

// values are what may stand for a route's parameters: each list holds the ids
// of one thing with its column.
type value struct{ id, column string }

func number(n int64) string { return strconv.FormatInt(n, 10) }

// lastOf is the end of an IRI.
func lastOf(iri string) string { return iri[strings.LastIndexByte(iri, '/')+1:] }

// valuesOn collects the ids of an instance by parameter. Parameters of the
// same name mean different things below different first segments.
func (w *world) valuesOn(n *clustertest.Node) map[string][]value {
	all := map[string][]value{}
	add := func(key, id, column string) {
		v := value{id, column}
		if id != "" && !slices.Contains(all[key], v) {
			all[key] = append(all[key], v)
		}
	}
	n.View(func(tx community.Tx) error {
		for _, column := range slices.Sorted(maps.Keys(w.rooms)) {
			c, err := tx.CommunityByIRI(w.rooms[column].IRI)
			if err != nil {
				continue
			}
			add("communities.id", number(c.ID), column)
			add("g.id", number(c.ID), column)
			add("api.id", number(c.ID), column)
			w.content(tx, c, column, add)
		}
		links, _ := tx.GroupLinks(100)
		for _, l := range links {
			add("operator.id", number(l.ID), "")
			add("links.id", number(l.ID), "")
			add("communities.link", number(l.ID), "")
		}
		peers, _ := tx.Peers()
		for _, p := range peers {
			add("operator.host", p.Host, "")
		}
		for _, m := range w.people {
			if p, err := tx.PersonByIRI(m.Person.IRI); err == nil {
				add("people.id", number(p.ID), "")
				add("u.id", number(p.ID), "")
				add("api.id", number(p.ID), "")
				add("operator.id", number(p.ID), "")
				if p.SchoolRef != 0 {
					add("schools.id", number(p.SchoolRef), "")
				}
				for _, unread := range []bool{true, false} {
					told, _ := tx.Notices(p.ID, unread, nil, community.Page{Limit: 100})
					for _, notice := range told {
						add("notifications.id", number(notice.ID), "")
					}
				}
				talks, _ := tx.TalksOf(p.ID, true, community.Page{Limit: 100})
				for _, talk := range talks {
					add("messages.id", number(talk.ConversationID), "")
					said, _ := tx.MessagesFor(p.ID, talk.ConversationID, community.Page{Limit: 100})
					for _, m := range said {
						add("o.id", lastOf(m.IRI), "")
						add("a.id", lastOf(m.ActivityIRI), "")
					}
				}
				creds, _ := tx.Credentials(p.ID)
				for _, c := range creds {
					add("credentials.id", lastOf(c.IRI), "")
				}
			}
		}
		return nil
	})
	for _, id := range w.guests {
		add("communities.guest", number(id), closedOne)
	}
	add("filters.id", "1", "")
	add("scheduled.id", "1", "")
	for _, id := range w.drafts {
		add("drafts.id", number(id), "")
	}
	for key, ids := range map[string][]string{"nodeinfo.version": {"2.0", "2.1", "3"}, "status.purpose": {"revocation", "suspension"},
		"status.number": {"1"}, "set-password.token": {"x"}, "sign-in.token": {"x"}, "apply.token": {"x"}, "vouches.id": {"1"}, "profile.id": {"1"}, "application.id": {"sample"}, "operator.act": {"end", "x"}, "static.*": {"headroom.css"},
		"g.epoch": {"1"}, "agreements.id": {"1"}, "links.id": {"1"}, "security.id": {"1"}, "lists.id": {"1"}, "communities.link": {"1"}, "communities.post": {"1"}, "help.topic": {"readers", "x"}, "icons.name": {"icon-192.png", "x"},
		"unsubscribe.token": {"x"}, "feed.token": {"x"}, "feeds.id": {"1"}, "closed.token": {"x"}, "appeals.kind": {"measure", "membership"}, "api.ticket": {"x"}, "api.hashtag": {"maths"}, "api.name": {"maths"}} {
		for _, id := range ids {
			add(key, id, "")
		}
	}
	return all
}

func (w *world) content(tx community.Tx, c community.Community, column string, add func(key, id, column string)) {
	members, _ := tx.Members(c.ID)
	for _, m := range members {
		add("g.membership", number(m.Membership.ID), column)
		add("communities.membership", number(m.Membership.ID), column)
		add("appeals.id", number(m.Membership.ID), column)
	}
	threads, _ := tx.Threads(c.ID, community.Page{Limit: 100})
	for _, t := range threads {
		add("threads.id", number(t.ID), column)
		add("g.context", lastOf(t.Context), column)
		posts, _ := tx.Posts(t.ID, community.Page{Limit: 100})
		for _, p := range posts {
			sum := sha256.Sum256([]byte(p.IRI))
			add("posts.id", number(p.ID), column)
			add("api.id", number(p.ID), column)
			add("api.id", number(p.ID|1<<52), column)
			add("threads.branch", number(p.ID), column)
			add("o.id", lastOf(p.IRI), column)
			add("a.id", lastOf(p.ActivityIRI), column)
			add("g.hash", hex.EncodeToString(sum[:]), column)
			for _, f := range p.Attachments {
				add("files.id", number(f.ID), column)
				add("g.digest", strings.TrimPrefix(f.Digest, "sha-256:"), column)
				add("o.digest", strings.TrimPrefix(f.Digest, "sha-256:"), column)
			}
		}
	}
	reports, _ := tx.WaitingReports(c.ID, 100)
	for _, r := range reports {
		add("communities.report", number(r.ID), column)
	}
	measures, _ := tx.Measures(c.ID, 100)
	for _, m := range measures {
		add("appeals.id", number(m.ID), column)
	}
	for _, waiting := range []bool{true, false} {
		appeals, _ := tx.Appeals(c.ID, waiting, 100)
		for _, a := range appeals {
			add("communities.appeal", number(a.ID), column)
			add("appeals.id", number(a.RecordID), column)
		}
	}
	waiting, _ := tx.HeldPosts(c.ID, 100)
	for _, h := range waiting {
		add("communities.post", number(h.ID), column)
	}
	entries, _ := tx.LogAfter(c.ID, 1, 0, 100)
	for _, e := range entries {
		add("g.seq", number(e.Seq), column)
	}
}

var parameter = regexp.MustCompile(`\{[^}]*\}|\*`)

// targetsOf fills the parameters of a route with everything there is. Things
// of one community are combined with that community only.
func targetsOf(t testing.TB, route string, values map[string][]value) []target {
	t.Helper()
	_, pattern, _ := strings.Cut(route, "/")
	first, _, _ := strings.Cut(pattern, "/")
	list := []target{{route: route, path: "/" + pattern}}
	for _, p := range parameter.FindAllString(pattern, -1) {
		key := first + "." + strings.Trim(p, "{}")
		if len(values[key]) == 0 {
			t.Errorf("route %s: the crawl has no values for %s", route, key)
			return nil
		}
		var next []target
		for _, at := range list {
			for _, v := range values[key] {
				if at.column != "" && v.column != "" && at.column != v.column {
					continue
				}
				made := target{route: route, path: strings.Replace(at.path, p, v.id, 1), column: at.column, ids: append(slices.Clone(at.ids), v.id)}
				if v.column != "" {
					made.column = v.column
				}
				next = append(next, made)
			}
		}
		list = next
	}
	return list
}
