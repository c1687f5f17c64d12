package templates

import "time"

// agreements are the pages about one linked server.
func (x examples) agreements() []Example {
	terms := PeerTerms{Said: true, Trusts: []string{"head", "aspiring", "facilitator"}, From: exampleTime, Until: exampleTime.AddDate(1, 0, 0)}
	named := terms
	named.Shares = []string{"https://wales.example/g/12"}
	base := OperatorPeer{Page: x.operator(), ID: 71, Host: "wales.example", Name: "Penaethiaid Cymru", Country: "wales",
		Theirs: "4f2a 91c0 77de 03b8 19ab 44f0 8c2e 6d71", Mine: "19ab 44f0 8c2e 6d71 4f2a 91c0 77de 03b8", Draft: terms,
		History: []AuditRow{{ID: 2, At: exampleTime, Who: "Sample Operator", Key: "audit.peer.expect"}}}
	in := func(state string, change func(*OperatorPeer)) OperatorPeer {
		o := base
		o.State = state
		change(&o)
		return o
	}
	return []Example{
		{"operator-peer-expected", in("expected", func(o *OperatorPeer) { o.Acts = []string{"offer", "end"} })},
		{"operator-peer-compared", in("expected", func(o *OperatorPeer) { o.Acts, o.Compared = []string{"offer", "end"}, true })},
		{"operator-peer-offered", in("offered", func(o *OperatorPeer) { o.Acts, o.Compared, o.OurTerms = []string{"end"}, true, terms })},
		{"operator-peer-asking", in("asking", func(o *OperatorPeer) {
			o.Acts, o.Compared, o.TheirTerms = []string{"accept", "reject"}, true, named
		})},
		{"operator-peer-active", in("active", func(o *OperatorPeer) {
			o.Acts, o.Since, o.OurTerms, o.TheirTerms = []string{"pause", "end"}, exampleTime, terms, named
			o.Ours, o.TheirRooms, o.Unnamed = []SharedRow{{Name: "Highlands and Islands", Lang: "en", People: 21}}, []SharedRow{{Name: "Dysgu", Lang: "cy", People: 3}}, 2
			o.Holdings = sampleHoldings()[2:]
		})},
		{"operator-peer-new-key", in("active", func(o *OperatorPeer) {
			o.Acts, o.Since, o.NewKey = []string{"pause", "end"}, exampleTime, "77de 03b8 4f2a 91c0 8c2e 6d71 19ab 44f0"
		})},
		{"operator-peer-new-key-second", in("active", func(o *OperatorPeer) {
			o.Acts, o.Since, o.NewKey, o.NewKeyBy = []string{"pause", "end"}, exampleTime, "77de 03b8 4f2a 91c0 8c2e 6d71 19ab 44f0", "operator@school.example"
		})},
		{"operator-peer-ends", in("active", func(o *OperatorPeer) {
			o.Acts, o.Since, o.OurTerms, o.TheirTerms, o.Ends = []string{"renew", "pause", "end"}, exampleTime, terms, named, exampleTime
		})},
		{"operator-peer-renewed", in("active", func(o *OperatorPeer) {
			o.Acts, o.Since, o.OurTerms, o.Ends, o.Renewed = []string{"pause", "end"}, exampleTime, terms, exampleTime, true
		})},
		{"operator-peer-renewal", in("active", func(o *OperatorPeer) {
			o.Acts, o.Since, o.OurTerms, o.Ends, o.Asked = []string{"accept", "reject", "pause", "end"}, exampleTime, terms, exampleTime, named
		})},
		{"operator-peer-paused", in("paused", func(o *OperatorPeer) {
			o.Acts, o.Since, o.OurTerms = []string{"resume", "end"}, exampleTime, terms
		})},
		{"operator-peer-ended", in("ended", func(o *OperatorPeer) {
			o.Ended, o.Holdings, o.Missing = exampleTime, sampleHoldings(), 1
		})},
		{"operator-peer-rejected", in("rejected", func(o *OperatorPeer) { o.Name, o.Theirs = "", "" })},
		{"operator-peer-error", in("expected", func(o *OperatorPeer) {
			o.Page = faulty(o.Page, FieldError{Key: "error.fingerprint_changed"})
		})},
	}
}

func sampleHoldings() []HoldingRow {
	return []HoldingRow{
		{Name: "Highlands and Islands", Lang: "en", Objects: 412, Files: 17, State: "missing", Since: exampleTime.Add(-30 * time.Hour)},
		{Objects: 3, State: "asked", Since: exampleTime.Add(-2 * time.Hour)},
		{Name: "Dysgu", Lang: "cy", Objects: 1, Files: 1, State: "reads", Since: exampleTime, Deletions: 2, LateReceipts: 1, DeletedSince: exampleTime},
		{Name: "Small schools", Lang: "en", Returned: 84, State: "returned", Receipt: exampleTime},
	}
}
