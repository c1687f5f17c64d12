package templates

// writing are the pages that come before a text.
func (x examples) writing() []Example {
	rooms := []WritingRoom{
		{Community: sampleCommunity(0), Audience: sampleAudience},
		{Community: sampleCommunity(1), Audience: Audience{Heads: 148, Nations: 1}},
		{Community: sampleCommunity(2), Audience: Audience{Partial: true}},
	}
	return []Example{
		{"where", Where{Page: x.member("write"), Rooms: rooms}},
		{"styleguide", x.r.StyleGuide(x.operator())},
		{"where-empty", Where{Page: x.member("write")}},
	}
}
