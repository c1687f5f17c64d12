package leaktest

import (
	"net/url"
	"regexp"
	"strings"
)

// guess is an address that servers of this kind have, or had, or forgot.
type guess struct {
	path    string
	machine bool   // it is about the machine and must not answer at all
	word    string // a secret that is searched for
}

// everywhereElse are addresses without an id: feeds, lists, counts, exports, other
// software's interfaces.
var everywhereElse = strings.Fields(`
/ /about /communities /people /search /events /notifications /drafts /operator /operator/audit /operator/members /operator/peers /servers
/feed /feed.atom /feed.xml /feed.json /rss /rss.xml /atom.xml /index.xml /index.json /index.rss /communities.json /communities.rss /communities.atom
/sitemap.xml /sitemap_index.xml /robots.txt /app.webmanifest /manifest.json /sw.js /oembed /opensearch.xml /calendar.ics /tags /tags/x.rss
/.well-known/nodeinfo /.well-known/host-meta /nodeinfo/2.0 /nodeinfo/2.1 /issuer /issuer/communities /issuer/peers
/outbox /issuer/outbox /issuer/followers /issuer/following /actor /instance/actor /users.json /latest.json /posts.json /top.json /categories.json
/api/v1/instance /api/v2/instance /api/v1/instance/peers /api/v1/instance/activity /api/v1/directory /api/v1/timelines/public /api/v1/timelines/home
/api/v1/timelines/tag/x /api/v1/trends /api/v1/trends/tags /api/v1/trends/statuses /api/v1/notifications /api/v1/conversations /api/v1/bookmarks
/api/v1/lists /api/v1/scheduled_statuses /api/v1/accounts/verify_credentials /api/v3/site /api/v3/post/list /api/v3/comment/list /api/v3/community/list
/api/v3/modlog /api/v3/private_message/list /api/config /api/recent /site.json /groups.json /graphql
/export /exports /download /downloads /archive /profile/export /communities/export /unread /history
`)

// machinery are addresses that speak of the machine.
var machinery = strings.Fields(`
/metrics /debug/pprof/ /debug/pprof/heap /debug/pprof/cmdline /debug/vars /debug/requests /.git/config /.git/HEAD /.env /headroom.toml
/headroom.db /headroom.db-wal /secret.key /ledger /storage/ /files/ /mail/ /uploads/ /backup /backup.zip /backup.tar.gz /dump.sql /server-status /phpinfo.php
/static/ /logs /log /log.txt /admin/db /console /actuator /actuator/env /config.json
`)

// guesses are all addresses that are not known, with searches for the secret
// words and questions about who is known.
func (p *probe) guesses() (list []guess) {
	for _, path := range everywhereElse {
		list = append(list, guess{path: path})
	}
	for _, path := range machinery {
		list = append(list, guess{path: path, machine: true})
	}
	host := strings.TrimPrefix(strings.TrimPrefix(p.base, "https://"), "http://")
	list = append(list, guess{path: "/.well-known/webfinger?resource=acct:issuer@" + host}, guess{path: "/.well-known/webfinger"})
	for i, s := range p.words {
		if i == mostSearched {
			break
		}
		word := url.QueryEscape(s.word)
		for _, path := range []string{"/search?q=", "/search.json?q=", "/api/v2/search?resolve=true&q=", "/api/v3/search?q=", "/tags/", "/autocomplete?q=", "/people?q=", "/communities?q="} {
			list = append(list, guess{path: path + word, word: s.word})
		}
	}
	return list
}

// mostSearched bounds the words that are searched for.
const mostSearched = 12

// relatives are what may hang on a thing, by where the thing is.
var relatives = []struct {
	at   *regexp.Regexp
	kind []string
}{
	{regexp.MustCompile(`^/(communities|g)/([^/?]+)$`), strings.Fields(`
		/communities/ID /communities/ID/people /communities/ID/queue /communities/ID/edit /communities/ID/join /communities/ID/new /communities/ID/polls/new /communities/ID/reads /communities/ID/modlog /communities/ID/copies /communities/ID/appeals /g/ID/modlog
		/communities/ID/mentions /g/ID /g/ID/members /g/ID/servers /g/ID/queue /g/ID/log /g/ID/log?epoch=1&after=0 /g/ID/log/1/1 /g/ID/stamps /g/ID/keys
		/g/ID/outbox /g/ID/followers /g/ID/following /g/ID/featured /g/ID/moderators /g/ID/inbox /c/ID /c/ID.rss /groups/ID`)},
	{regexp.MustCompile(`^/threads/([^/?]+)$`), strings.Fields(`
		/threads/ID /threads/ID/unread /threads/ID/guest /threads/ID/branch/ID /posts/ID /t/ID /t/ID.json /raw/ID /embed/ID /print/threads/ID
		/api/v1/statuses/ID /api/v1/statuses/ID/context /api/v3/post?id=ID`)},
	{regexp.MustCompile(`^/(posts|o|a)/([^/?]+)$`), strings.Fields(`
		/posts/ID /posts/ID/history /posts/ID/edit /posts/ID/delete /posts/ID/report /posts/ID/vote /posts/ID/quote /o/ID /a/ID /o/ID/replies /o/ID/likes /o/ID/shares /o/ID/context
		/api/v1/statuses/ID /api/v1/statuses/ID/context /api/v1/statuses/ID/history /api/v1/statuses/ID/source /api/v1/statuses/ID/card
		/api/v1/statuses/ID/favourited_by /api/v1/statuses/ID/reblogged_by /api/v1/polls/ID /api/v3/comment?id=ID /raw/ID /embed/ID`)},
	{regexp.MustCompile(`^/(people|u)/([^/?]+)$`), strings.Fields(`
		/people/ID /people/ID/photograph /u/ID /u/ID/credential /u/ID/keys /u/ID/outbox /u/ID/followers /u/ID/following /u/ID/liked /u/ID/featured
		/api/v1/accounts/ID /api/v1/accounts/ID/statuses /api/v1/accounts/ID/followers`)},
	{regexp.MustCompile(`^/messages/([^/?]+)$`), strings.Fields(`
		/messages/ID /messages/ID?before=9007199254740991 /conversations/ID /messages/ID/export /messages/ID.json /api/v1/conversations/ID /api/v1/chats/ID/messages /operator/messages/ID`)},
	{regexp.MustCompile(`^/files/([^/?]+)$`), strings.Fields(`/files/ID /media/ID /uploads/ID /static/ID /api/v1/media/ID`)},
}

// kin are the addresses of what may hang on a thing.
func kin(path string) (list []string) {
	for _, r := range relatives {
		if m := r.at.FindStringSubmatch(path); m != nil {
			for _, k := range r.kind {
				if other := strings.ReplaceAll(k, "ID", m[len(m)-1]); other != path {
					list = append(list, other)
				}
			}
		}
	}
	return list
}
