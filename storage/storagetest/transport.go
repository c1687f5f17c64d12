package storagetest

import (
	"time"

	"headroom/community"
	"headroom/internal/jobs"
)

// signatureForms checks what is remembered of how hosts are spoken to.
func signatureForms(b *bench) {
	first := community.SignatureForm{Host: "w.example", Form: "cavage", LearnedAt: now}
	b.do(func(tx community.Tx) {
		missing[community.SignatureForm](b, "nothing sent yet")(tx.SignatureForm("w.example"))
		b.ok(tx.PutSignatureForm(first))
		is[community.SignatureForm](b, "learned")(tx.SignatureForm("w.example"))(first)
		first.Form, first.LearnedAt = "rfc9421", now.Add(time.Hour)
		b.ok(tx.PutSignatureForm(first))
	})
	b.look(func(tx community.Tx) {
		is[community.SignatureForm](b, "learned anew")(tx.SignatureForm("w.example"))(first)
		missing[community.SignatureForm](b, "of another")(tx.SignatureForm("e.example"))
	})
}

// queuedJobs checks what operators see of single jobs and do with them.
func queuedJobs(b *bench) {
	b.do(func(tx community.Tx) {
		for n, message := range []string{"announce", "remove", "keys"} {
			b.ok(tx.Enqueue(jobs.New{Lane: "peer:w", Kind: "deliver", Payload: []byte(`{"message":"` + message + `","person":7}`),
				Priority: 100 * (n % 2), RunAt: now}))
		}
		b.ok(tx.Enqueue(jobs.New{Lane: "mail", Kind: "mail", Payload: []byte("{}"), RunAt: now}))
	})
	b.do(func(tx community.Tx) {
		all, err := tx.JobsOf("peer:w", 9)
		b.ok(err)
		if len(all) != 3 || all[0].Message != "remove" || all[1].Message != "announce" || all[2].Message != "keys" || all[0].Priority != 100 {
			b.Fatalf("jobs of the lane: %+v", all)
		}
		is[[]community.QueuedJob](b, "the first")(tx.JobsOf("peer:w", 1))(all[:1])
		is[[]community.QueuedJob](b, "of no lane")(tx.JobsOf("peer:e", 9))(nil)
		keys := all[2]
		b.ok(tx.ParkJob(keys.ID, now, "not now"))
		keys.ParkedAt, keys.Reason = now, "not now"
		is[community.QueuedJob](b, "parked")(tx.QueuedJob(keys.ID, now))(keys)
		is[[]community.QueuedJob](b, "parked first")(tx.JobsOf("peer:w", 9))([]community.QueuedJob{keys, all[0], all[1]})
		b.kind(tx.ParkJob(keys.ID, now, "again"), community.NotFound)
		b.ok(tx.RetryJob(keys.ID, now.Add(time.Hour)))
		keys.ParkedAt, keys.RunAt = time.Time{}, now.Add(time.Hour)
		is[community.QueuedJob](b, "made due")(tx.QueuedJob(keys.ID, now))(keys)
		b.kind(tx.RetryJob(1, now), community.NotFound)
		b.kind(tx.ParkJob(1, now, ""), community.NotFound)
		missing[community.QueuedJob](b, "no such job")(tx.QueuedJob(1, now))
	})
}
