package templates

func (x examples) search() []Example {
	rows := []ThreadRow{
		{ID: 100, Title: "How do you cover two classes with one supply teacher?", CommunityID: 21, Community: "Islands", Posts: 12, Last: exampleTime},
		{ID: 101, Title: "Llesiant staff yn Ynys Môn", CommunityID: 22, Community: "Ysgolion bach", Host: "wales.example", Posts: 1, Last: exampleTime},
	}
	return []Example{
		{"#similar", Similar{Page: x.member("communities"), Threads: rows}},
	}
}
