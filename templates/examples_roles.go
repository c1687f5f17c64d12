package templates

import "time"

func (x examples) roles() []Example {
	row := TeamRow{Byline: sampleByline(3), From: exampleTime, Until: exampleTime.Add(300 * 24 * time.Hour)}
	reads := []ReadRow{{Kind: "queue", PersonID: 14, Name: "Ailsa Sample", At: exampleTime}, {Kind: "audit", At: exampleTime.Add(-time.Hour)}}
	full := Reads{Page: x.member("communities"), Community: sampleCommunity(0), Rows: reads, Pager: Pager{Next: "/communities/21/reads?before=5"}}
	return []Example{
		{"team", Team{Page: x.member("people"), Rows: []TeamRow{row}}}, {"team-empty", Team{Page: x.member("people")}},
		{"operator-member-aspiring", OperatorMember{Page: x.operator(), Account: AccountRow{Byline: sampleByline(0).as("aspiring"), ID: 11, Username: "sample", State: "aspiring", Until: exampleTime}, Aspiring: true, Kind: "head", Months: "18"}},
		{"desk", Desk{Page: x.member(""), Authority: "Sample Council", Until: exampleTime, Rows: []DeskRow{{"nursery", 0, true}, {"primary", 41, false}}}},
		{"operator-member-desk", OperatorMember{Page: x.operator(), Account: AccountRow{Byline: sampleByline(0), ID: 11, Username: "sample", State: "unverified"}, Kind: "head", DeskUntil: exampleTime}},
		{"operator-member-acting", OperatorMember{Page: x.operator(), Account: AccountRow{Byline: sampleByline(0), ID: 11, Username: "sample", State: "verified"}, Kind: "head", HeadUntil: exampleTime}},
		{"operator-member-acting-over", OperatorMember{Page: x.operator(), Account: AccountRow{Byline: sampleByline(0), ID: 11, Username: "sample", State: "unverified"}, Kind: "head", HeadUntil: exampleTime, HeadOver: true}},
		{"operator-member-role", OperatorMember{Page: x.operator(), Account: AccountRow{Byline: sampleByline(0), ID: 11, Username: "sample", State: "unverified"}, Kind: "head", Further: []string{"other"}, Role: "other", RoleMonths: "12"}},
		{"operator-member-held", OperatorMember{Page: x.operator(), Account: AccountRow{Byline: sampleByline(0).as("other"), ID: 11, Username: "sample", State: "appointed", Until: exampleTime}, Kind: "head", Further: []string{"other"}, Held: "other", HeldUntil: exampleTime}},
		{"community-new-further", CommunityEdit{Page: x.member("communities"), Further: []string{"other"}, Form: CommunityForm{Access: "closed", Joining: "request", Admits: "further", Further: []string{"other"}, Reach: "instance", Texts: []CommunityText{{Lang: "en"}}}}},
		{"reads", full}, {"reads-empty", Reads{Page: x.member("communities"), Community: sampleCommunity(1)}},
	}
}
