package templates

// sampleBranches are a branch in sight, one that is folded with more of it on
// its own page, and one that is unfolded.
func sampleBranches() []Branch {
	posts := samplePosts()
	more := func(id int64, p PostView) PostView {
		p.ID = id
		return p
	}
	return []Branch{
		{ID: 501, Open: posts[1:3], Folded: posts[3:5], Replies: 14, New: 3, LastBy: "Fiona Sample", Beyond: 12, More: "/threads/100/branch/501?after=504"},
		{ID: 505, Open: posts[5:], Folded: []PostView{more(506, posts[1]), more(507, posts[2])}, Unfolded: true, Replies: 2, LastBy: "Eira Sample", More: "/threads/100/branch/505?after=505"},
	}
}

// sampleWider is an audience to which others have come.
func sampleWider() Audience {
	a := sampleAudience
	a.Public, a.Guests, a.Servers, a.Shown = true, 1, sampleServers(), ";heads;SCT;scotland.example"
	a.Wider = Wider{Public: true, Kinds: []string{"heads", "facilitators", "guests"}, Nations: []string{"wales"}, Servers: []string{"wales.example"}}
	return a
}
