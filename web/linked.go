package web

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/go-chi/chi/v5"

	"headroom/community"
	"headroom/internal/httpx"
	"headroom/templates"
)

const auditOnPage = 50

// operatorPeers is GET /operator/peers.
func (s *Site) operatorPeers(w http.ResponseWriter, r *http.Request) error {
	_, values := carriedUnder(r, "/operator/peers")
	view, err := s.peers(r, s.page(r, "operator", ""), values.Get("host"))
	if err != nil {
		return err
	}
	return s.render(w, http.StatusOK, view)
}

// peerActs are what an operator can do in each state of an agreement.
var peerActs = map[community.PeerState][]string{
	community.PeerExpected: {"offer", "end"},
	community.PeerOffered:  {"end"},
	community.PeerReceived: {"accept", "reject"},
	community.PeerActive:   {"pause", "end"},
	community.PeerPaused:   {"resume", "end"},
}

// actsOn are what an operator can do about a peer now.
func actsOn(p community.Peer) []string {
	acts := peerActs[p.State]
	if p.State != community.PeerActive {
		return acts
	}
	switch ours, theirs := p.Renewing(); {
	case theirs:
		return append([]string{"accept", "reject"}, acts...)
	case !ours && !p.EndAt.IsZero():
		return append([]string{"renew"}, acts...)
	}
	return acts
}

func (s *Site) peers(r *http.Request, p templates.Page, host string) (templates.OperatorPeers, error) {
	list, err := s.Service.Peers(r.Context(), visitOf(r).viewer)
	if err != nil {
		return templates.OperatorPeers{}, err
	}
	view := templates.OperatorPeers{Page: p, Host: host}
	if s.Fingerprint != nil {
		view.Mine = s.Fingerprint()
	}
	for _, peer := range list {
		row := templates.PeerRow{ID: peer.ID, Host: peer.Host, Name: peer.Name, Nation: nation(peer.Nation), State: stateOf(peer),
			Fingerprint: peer.Fingerprint, Since: peer.ActiveAt}
		view.Peers = append(view.Peers, row)
	}
	return view, nil
}

// peerHost is the host that a form names.
func peerHost(v url.Values) string { return strings.ToLower(strings.TrimSpace(v.Get("host"))) }

// peerForm is POST /operator/peers/{act} with a host: typed for "expect", of
// the page for the others. "compare" comes with the fingerprint that was shown.
func (s *Site) peerForm(w http.ResponseWriter, r *http.Request) error {
	t, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	acts := map[string]func(context.Context, community.Viewer, string) (community.Peer, error){
		"expect": s.Service.ExpectPeer, "offer": s.Service.OfferPeer, "accept": s.Service.AcceptPeer, "reject": s.Service.RejectPeer,
		"renew": s.Service.RenewPeer, "pause": s.Service.PausePeer, "resume": s.Service.ResumePeer, "end": s.Service.EndPeer,
		"confirm-key": func(ctx context.Context, v community.Viewer, host string) (community.Peer, error) {
			_, err := s.Service.ConfirmIssuerKey(ctx, v, host, t.get("fingerprint"))
			return community.Peer{}, err
		},
		"compare": func(ctx context.Context, v community.Viewer, host string) (community.Peer, error) {
			return s.Service.ComparePeer(ctx, v, host, t.get("fingerprint"))
		},
	}
	name := chi.URLParam(r, "act")
	act, ok := acts[name]
	if !ok {
		return httpx.E(httpx.NotFound, nil)
	}
	host := peerHost(t.values)
	page := "/operator/peers/" + url.PathEscape(host)
	_, err = s.once(r, func() (string, error) {
		if host == "" {
			return "", community.FieldError("host", "error.host_invalid", nil)
		}
		_, err := act(r.Context(), visitOf(r).viewer, host)
		return page, err
	})
	switch {
	case err != nil && (name == "expect" || host == ""):
		return s.again(w, r, err, s.page(r, "operator", "/operator/peers"), func(p templates.Page) (templates.View, error) {
			return s.peers(r, p, t.get("host"))
		})
	case err != nil:
		return s.again(w, r, err, s.page(r, "operator", page), func(p templates.Page) (templates.View, error) {
			return s.peer(r, p, host)
		})
	}
	what := map[string]string{"end": "peer_ended", "compare": "peer_compared", "offer": "peer_offered", "confirm-key": "key_confirmed"}[name]
	return done(w, r, page, cmp.Or(what, "peer_changed"))
}

// peerEndPage is GET /operator/peers/end?host=…: what would end with an
// agreement.
func (s *Site) peerEndPage(w http.ResponseWriter, r *http.Request) error {
	v := visitOf(r)
	host := peerHost(r.URL.Query())
	d, err := s.Service.PeerDetail(r.Context(), v.viewer, host)
	if err != nil {
		return err
	}
	if !slices.Contains(peerActs[d.State], "end") {
		return seeOther(w, r, "/operator/peers")
	}
	view := templates.OperatorPeerEnd{Page: s.page(r, "operator", ""), Host: host, Name: d.Name, Active: d.State == community.PeerActive,
		Ours: s.sharedRows(d.Shared.Ours, v.lang), Theirs: s.sharedRows(d.Shared.Theirs, v.lang), Both: s.sharedRows(d.Shared.Both, v.lang),
		OursPrivate: int(d.Shared.OursPrivate), TheirsPrivate: int(d.Shared.TheirsPrivate), BothPrivate: int(d.Shared.BothPrivate),
		Holdings: s.holdingRows(d.Holdings, v.lang)}
	return s.render(w, http.StatusOK, view)
}

func (s *Site) sharedRows(list []community.SharedCommunity, lang string) []templates.SharedRow {
	rows := make([]templates.SharedRow, len(list))
	for i, c := range list {
		rows[i].People = int(c.People)
		rows[i].Name, rows[i].Lang = s.in(c.Name, lang)
	}
	return rows
}

// operatorAudit is GET /operator/audit. Its first page walks the whole chain.
func (s *Site) operatorAudit(w http.ResponseWriter, r *http.Request) error {
	page := paged(r, auditOnPage)
	rows, err := s.Service.ReadAudit(r.Context(), visitOf(r).viewer, page)
	if err != nil {
		return err
	}
	p := s.page(r, "operator", "")
	view := templates.OperatorAudit{Page: p}
	members, err := s.Service.LocalMembers(r.Context(), visitOf(r).viewer)
	if err != nil {
		return err
	}
	names := make(map[string]string, len(members))
	for _, m := range members {
		names[m.IRI] = m.Name
	}
	for _, row := range rows {
		view.Rows = append(view.Rows, named(s.auditRow(row, p.Lang()), row, names))
	}
	if len(rows) == auditOnPage {
		view.Pager.Next = withQuery(r, "before", itoa(rows[len(rows)-1].Seq))
	}
	if page.Before != 0 {
		view.Pager.Previous = withQuery(r, "", "")
		return s.render(w, http.StatusOK, view)
	}
	if len(rows) > 0 {
		view.Head = rows[0].Hash
	}
	_, broken, err := s.Service.VerifyAudit(r.Context())
	if err != nil {
		return err
	}
	view.Broken = broken != 0
	return s.render(w, http.StatusOK, view)
}

// named puts the names of people of this instance for their addresses; an act
// on a membership says whose it is.
func named(shown templates.AuditRow, row community.AuditRow, names map[string]string) templates.AuditRow {
	shown.Who = cmp.Or(names[row.Actor], row.Actor)
	shown.Subject = cmp.Or(names[row.Subject], row.Subject)
	if person := row.Args["person"]; person != "" {
		shown.Subject = cmp.Or(names[person], person) + ", " + row.Subject
	}
	return shown
}

func (s *Site) auditRow(row community.AuditRow, lang string) templates.AuditRow {
	args := make(map[string]any, len(row.Args))
	for name, value := range row.Args {
		args[name] = value
	}
	key := s.known(lang, row.Key, row.Action) // else the act's own name
	return templates.AuditRow{ID: row.Seq, At: row.At, Who: row.Actor, Key: key, Args: pairs(args), Subject: row.Subject, Reason: row.Reason}
}
