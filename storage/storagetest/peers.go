package storagetest

import (
	"time"

	"headroom/community"
)

// peersOf is what operators ask about agreements.
func peersOf(b *bench) {
	b.do(func(tx community.Tx) {
		for _, subject := range []string{"w.example", "e.example", "w.example"} {
			b.ok(tx.AppendAudit(community.AuditRow{At: now, Actor: "x", Action: "peer.expect", Subject: subject}))
		}
	})
	b.do(func(tx community.Tx) {
		all, err := tx.AuditFrom(1, 10)
		b.ok(err)
		is[[]community.AuditRow](b, "of one subject")(tx.AuditOf("w.example", community.Page{}))([]community.AuditRow{all[2], all[0]})
		is[[]community.AuditRow](b, "newest of one subject")(tx.AuditOf("w.example", community.Page{Limit: 1}))(all[2:3])
		is[[]community.AuditRow](b, "of no subject")(tx.AuditOf("x.example", community.Page{}))(nil)

		theirs := guestOf(b, tx, "w.example")
		at := func(host string, local bool, gone time.Time) community.Community {
			c := insert(b, tx, tx.InsertCommunity, func(c *community.Community) { c.Host, c.Local, c.DeletedAt = host, local, gone })
			contribution(b, tx, conversation(b, tx, c.ID), theirs.ID)
			return c
		}
		third := at("e.example", false, time.Time{})
		at("e.example", false, now)
		at("w.example", false, time.Time{})
		ours := at("b.example", true, time.Time{})
		contribution(b, tx, conversation(b, tx, third.ID), theirs.ID)
		is[[]int64](b, "met elsewhere")(tx.MetElsewhere("w.example"))([]int64{third.ID})
		is[[]int64](b, "nobody met")(tx.MetElsewhere("e.example"))(nil)

		post := contribution(b, tx, conversation(b, tx, ours.ID), theirs.ID)
		for _, digest := range []string{"d", "d", "f"} {
			insert(b, tx, tx.InsertAttachment, func(a *community.Attachment) { a.PostID, a.Digest = post.ID, digest })
		}
		is[int64](b, "files of nobody")(tx.FilesHeld("w.example", ours.ID))(0)
		b.ok(tx.PutCopy(community.Copy{Object: post.IRI, CommunityID: ours.ID, Host: "w.example", SentAt: now}))
		is[int64](b, "files")(tx.FilesHeld("w.example", ours.ID))(2)
		b.ok(tx.PutCopy(community.Copy{Object: post.IRI, CommunityID: ours.ID, Host: "w.example", PurgedAt: now}))
		is[int64](b, "files of what was deleted")(tx.FilesHeld("w.example", ours.ID))(0)
		history(b, tx)
		filesThere(b, tx, ours, post)
		deletions(b, tx, ours, post)
	})
}

// history is what was said since a time.
func history(b *bench, tx community.Tx) {
	c := room(b, tx, true)
	missing[community.LogEntry](b, "nothing said")(tx.LogFirst(c.ID))
	var links []community.LogEntry
	for i := range int64(4) {
		links = append(links, insert(b, tx, tx.InsertLogEntry, func(e *community.LogEntry) {
			e.CommunityID, e.Epoch, e.Seq, e.Waiting, e.PublishedAt = c.ID, 1, i+1, i == 0, now.Add(time.Duration(i)*time.Hour)
		}))
	}
	is[community.LogEntry](b, "the first that had its turn")(tx.LogFirst(c.ID))(links[1])
	is[community.LogEntry](b, "the first since")(tx.LogFirstSince(c.ID, now.Add(2*time.Hour)))(links[2])
	is[community.LogEntry](b, "by its hash")(tx.LogByHash(c.ID, links[2].Hash))(links[2])
	missing[community.LogEntry](b, "of another community")(tx.LogByHash(1, links[2].Hash))
	missing[community.LogEntry](b, "none since")(tx.LogFirstSince(c.ID, now.Add(4*time.Hour)))
	old, fresh, headless := conversation(b, tx, c.ID), conversation(b, tx, c.ID), conversation(b, tx, c.ID)
	old.RootID, fresh.RootID, headless.RootID = 1, 2, 0
	for t, at := range map[*community.Thread]time.Time{&old: now.Add(-time.Millisecond), &fresh: now, &headless: now} {
		t.CreatedAt = at
		b.ok(tx.UpdateThread(*t))
	}
	is[[]int64](b, "begun since")(tx.ThreadsBegun(c.ID, now))([]int64{fresh.ID})
}

// filesThere are files that hang on posts, here or still elsewhere.
func filesThere(b *bench, tx community.Tx, ours community.Community, post community.Post) {
	who := guestOf(b, tx, "files.example")
	other := contribution(b, tx, conversation(b, tx, ours.ID), who.ID)
	gone := insert(b, tx, tx.InsertPost, func(p *community.Post) {
		p.CommunityID, p.ThreadID, p.AuthorID, p.State = ours.ID, other.ThreadID, who.ID, community.PostDeleted
	})
	for _, id := range []int64{post.ID, other.ID, gone.ID} {
		insert(b, tx, tx.InsertAttachment, func(a *community.Attachment) {
			a.PostID, a.OwnerID, a.Digest, a.URL, a.Size, a.CreatedAt = id, who.ID, "z", "elsewhere", 7, now
		})
	}
	is[[]int64](b, "posts with a file")(tx.PostsWithFile(ours.ID, "z"))([]int64{post.ID, other.ID})
	is[[]int64](b, "posts with it in another community")(tx.PostsWithFile(1, "z"))(nil)
	is[int64](b, "bytes")(tx.BytesFrom("files.example", now.Add(-time.Hour)))(21)
	is[int64](b, "bytes later")(tx.BytesFrom("files.example", now))(0)
	is[int64](b, "arrived elsewhere")(tx.FileHere(1, "z"))(0)
	is[int64](b, "arrived")(tx.FileHere(ours.ID, "z"))(3)
	all, err := tx.AttachmentsByDigest(ours.ID, "z")
	b.ok(err)
	for _, a := range all {
		if a.URL != "" {
			b.Errorf("still elsewhere: %+v", a)
		}
	}
}

// deletions are single posts that were deleted after a host was sent them.
func deletions(b *bench, tx community.Tx, ours community.Community, post community.Post) {
	const host = "w.example"
	open := func() func([]community.DeletionsOpen) {
		return is[[]community.DeletionsOpen](b, "open deletions")(tx.DeletionsOpen(host, now))
	}
	open()(nil)
	other := contribution(b, tx, conversation(b, tx, ours.ID), post.AuthorID)
	b.ok(tx.PutCopy(community.Copy{Object: other.IRI, CommunityID: ours.ID, Host: host, SentAt: now}))
	b.ok(tx.PutCopy(community.Copy{Object: other.IRI, CommunityID: ours.ID, Host: "e.example", SentAt: now}))
	for p, at := range map[*community.Post]time.Time{&post: now.Add(-time.Hour), &other: now.Add(time.Hour)} {
		p.State, p.DeletedAt = community.PostDeleted, at
		b.ok(tx.UpdatePost(*p))
	}
	open()([]community.DeletionsOpen{{CommunityID: ours.ID, Posts: 2, Late: 1, Since: now.Add(-time.Hour)}})
	is[int64](b, "a receipt of another host")(tx.ReceiptCopy("x.example", ours.ID, post.IRI, now))(0)
	is[int64](b, "a receipt for another community")(tx.ReceiptCopy(host, 1, post.IRI, now))(0)
	is[int64](b, "a receipt")(tx.ReceiptCopy(host, ours.ID, post.IRI, now.Add(time.Minute)))(1)
	is[int64](b, "the same receipt")(tx.ReceiptCopy(host, ours.ID, post.IRI, now.Add(time.Hour)))(0)
	open()([]community.DeletionsOpen{{CommunityID: ours.ID, Posts: 1, Since: now.Add(time.Hour)}})
	is[[]community.Copy](b, "copies of several")(tx.CopiesOf([]string{other.IRI}))([]community.Copy{
		{Object: other.IRI, CommunityID: ours.ID, Host: "e.example", SentAt: now}, {Object: other.IRI, CommunityID: ours.ID, Host: host, SentAt: now}})
	is[[]community.Copy](b, "copies of none")(tx.CopiesOf(nil))(nil)
}

// statements are the incident log and reports of impostors.
func statements(b *bench) {
	b.do(func(tx community.Tx) {
		first := insert(b, tx, tx.InsertIncident, func(i *community.Incident) { i.Corrects, i.Text = 0, community.LangMap{"en": "Slow", "gd": "Slaodach"} })
		second := insert(b, tx, tx.InsertIncident, func(i *community.Incident) { i.Corrects = first.ID })
		is[community.Incident](b, "incident")(tx.Incident(first.ID))(first)
		missing[community.Incident](b, "no incident")(tx.Incident(1))
		is[[]community.Incident](b, "incidents")(tx.Incidents(9))([]community.Incident{second, first})
		is[[]community.Incident](b, "newest incident")(tx.Incidents(1))([]community.Incident{second})

		old := insert(b, tx, tx.InsertSafetyRecord, func(r *community.SafetyRecord) { r.Kind, r.Text = "terms", community.LangMap{"en": "Heads only"} })
		other := insert(b, tx, tx.InsertSafetyRecord, func(r *community.SafetyRecord) { r.Kind = "review" })
		is[[]community.SafetyRecord](b, "register")(tx.SafetyRecords("", 9))([]community.SafetyRecord{other, old})
		is[[]community.SafetyRecord](b, "terms")(tx.SafetyRecords("terms", 9))([]community.SafetyRecord{old})
		ours, theirs := room(b, tx, true), room(b, tx, false)
		told := insert(b, tx, tx.InsertPostReport, func(r *community.PostReport) { r.CommunityID = ours.ID })
		insert(b, tx, tx.InsertPostReport, func(r *community.PostReport) { r.CommunityID = theirs.ID })
		is[[]community.SafetyCase](b, "cases")(tx.SafetyCases(9))([]community.SafetyCase{{Kind: "post-report", Number: told.ID, Code: told.Code, Host: told.Host,
			CreatedAt: told.CreatedAt, DecidedAt: told.ResolvedAt, Outcome: told.Outcome}})

		report := func() community.ImpostorReport {
			return insert(b, tx, tx.InsertImpostorReport, func(r *community.ImpostorReport) { r.DecidedAt = time.Time{} })
		}
		one, two := report(), report()
		is[[]community.ImpostorReport](b, "open")(tx.ImpostorReports(true, 9))([]community.ImpostorReport{one, two})
		is[[]community.ImpostorReport](b, "decided")(tx.ImpostorReports(false, 9))(nil)
		one.DecidedAt, one.Outcome = now, "unfounded"
		b.ok(tx.UpdateImpostorReport(one))
		is[[]community.ImpostorReport](b, "one open")(tx.ImpostorReports(true, 9))([]community.ImpostorReport{two})
		is[[]community.ImpostorReport](b, "one decided")(tx.ImpostorReports(false, 9))([]community.ImpostorReport{one})
		is[community.ImpostorReport](b, "report")(tx.ImpostorReport(one.ID))(one)
		missing[community.ImpostorReport](b, "no report")(tx.ImpostorReport(1))
	})
}
