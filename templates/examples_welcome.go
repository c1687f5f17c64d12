package templates

func (x examples) welcome() []Example {
	fits := []SuggestionRow{
		{sampleCommunity(2), []FitRow{{"place", "Highland"}, {"interest", "rural schools"}, {"phase", "primary"}}},
		{sampleCommunity(3), []FitRow{{"language", "gd"}, {"nation", "scotland"}}},
	}
	steps := func(done ...bool) []WelcomeStep {
		return []WelcomeStep{{"biography", 1, done[0], false}, {"photograph", 2, done[0], false}, {"communities", 3, done[1], done[0]}, {"hello", 4, false, false}}
	}
	return []Example{
		{"welcome", Welcome{Page: x.member("home"), Steps: steps(false, false), Left: 3, Suggestions: fits}},
		{"welcome-hello", Welcome{Page: x.member("home"), Steps: steps(true, false), Left: 1, Rooms: sampleCommunities()[:1], Suggestions: fits[:1]}},
		{"welcome-ended", Welcome{Page: x.member("home"), Steps: steps(true, true), Ended: true}},
		{"home-newcomer", Home{Page: x.member("home"), Welcome: true}},
		{"home-facilitator", Home{Page: x.member("home"), Newcomers: []NewcomerRow{
			{Byline: sampleByline(0), CommunityID: 21, Community: "Highlands and Islands", Lang: "en", Since: exampleTime},
			{Byline: sampleByline(2), CommunityID: 21, Community: "Highlands and Islands", Lang: "en", Since: exampleTime}}}},
	}
}
