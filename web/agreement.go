package web

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"headroom/community"
	"headroom/templates"
)

// operatorPeer is GET /operator/peers/{host}: one agreement, and the next step
// in it.
func (s *Site) operatorPeer(w http.ResponseWriter, r *http.Request) error {
	view, err := s.peer(r, s.page(r, "operator", ""), chi.URLParam(r, "host"))
	if err != nil {
		return err
	}
	return s.render(w, http.StatusOK, view)
}

func (s *Site) peer(r *http.Request, p templates.Page, host string) (templates.OperatorPeer, error) {
	d, err := s.Service.PeerDetail(r.Context(), visitOf(r).viewer, host)
	if err != nil {
		return templates.OperatorPeer{}, err
	}
	lang := visitOf(r).lang
	view := templates.OperatorPeer{Page: p, ID: d.ID, Host: d.Host, Name: d.Name, Country: nation(d.Nation), State: stateOf(d.Peer),
		Theirs: d.Fingerprint, Compared: d.Compared, Since: d.ActiveAt, Ended: d.EndedAt, Acts: actsOn(d.Peer),
		OurTerms: s.termsOf(d.Ours), TheirTerms: s.termsOf(d.Theirs), Draft: s.termsOf(d.Draft)}
	view.Asked = s.termsOf(d.Asked)
	view.Renewed, _ = d.Renewing()
	switch {
	case d.State == community.PeerEnded && d.EndedAt.IsZero():
		view.Ended = d.EndAt // by itself, a moment ago
	case d.State == community.PeerActive || d.State == community.PeerPaused:
		view.Ends = d.EndAt
	}
	view.NewKey, view.NewKeyBy = d.NewKey.Fingerprint, d.NewKey.ComparedBy
	if s.Fingerprint != nil {
		view.Mine = s.Fingerprint()
	}
	view.Ours, view.TheirRooms, view.Both = s.sharedRows(d.Shared.Ours, lang), s.sharedRows(d.Shared.Theirs, lang), s.sharedRows(d.Shared.Both, lang)
	view.Unnamed = int(d.Shared.OursPrivate + d.Shared.TheirsPrivate + d.Shared.BothPrivate)
	view.Holdings = s.holdingRows(d.Holdings, lang)
	for _, h := range d.Holdings {
		if h.Missing() {
			view.Missing++
		}
	}
	for _, row := range d.History {
		shown := s.auditRow(row, lang)
		shown.Subject = ""
		view.History = append(view.History, shown)
	}
	return view, nil
}

// stateOf is the state of an agreement as pages know it.
func stateOf(p community.Peer) string {
	if p.State == community.PeerReceived {
		return "asking"
	}
	return string(p.State)
}

// offices are the pages' words for what credentials say.
var offices = map[string]string{"HeadteacherCredential": "head", "AspiringHeadCredential": "aspiring", "FacilitatorCredential": "facilitator"}

func (s *Site) termsOf(t community.Terms) templates.PeerTerms {
	out := templates.PeerTerms{Said: t.Said(), Shares: t.Shares, From: t.From, Until: t.Until}
	for _, kind := range t.Trusts {
		if word := offices[kind]; word != "" {
			out.Trusts = append(out.Trusts, word)
		}
	}
	return out
}

func (s *Site) holdingRows(list []community.Holding, lang string) []templates.HoldingRow {
	rows := make([]templates.HoldingRow, len(list))
	for i, h := range list {
		rows[i] = templates.HoldingRow{Objects: int(h.Objects), Files: int(h.Files), Returned: int(h.Returned), State: string(h.State),
			Since: h.Since, Receipt: h.Receipt, Deletions: int(h.Deletions), LateReceipts: int(h.LateReceipts), DeletedSince: h.DeletedSince}
		if h.Named {
			rows[i].Name, rows[i].Lang = s.in(h.Name, lang)
		}
	}
	return rows
}
