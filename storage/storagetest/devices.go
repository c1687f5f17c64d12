package storagetest

import "headroom/community"

func devices(b *bench) {
	b.do(func(tx community.Tx) {
		w := newTold(b, tx, 3)
		id := func(i int) int64 { return w.people[i].ID }
		device := func(person int64, endpoint string) community.PushDevice {
			d := community.PushDevice{ID: tx.NextID(), PersonID: person, Epoch: 2, Name: "My phone", Endpoint: endpoint, P256DH: "key", Auth: "secret", CreatedAt: now}
			b.ok(tx.PutPushDevice(d))
			return d
		}
		one, two, other := device(id(1), "https://push.example/1"), device(id(1), "https://push.example/2"), device(id(2), "https://push.example/3")
		is[[]community.PushDevice](b, "of a person")(tx.PushDevices(id(1)))([]community.PushDevice{one, two})
		is[[]community.PushDevice](b, "of several")(tx.DevicesOf([]int64{id(2), id(1)}))([]community.PushDevice{one, two, other})
		renamed := one
		renamed.ID, renamed.Name, renamed.PersonID = tx.NextID(), "Another", id(0)
		b.ok(tx.PutPushDevice(renamed))
		renamed.ID = one.ID
		is[community.PushDevice](b, "renamed")(tx.PushDevice(one.ID))(renamed)
		app := renamed
		app.ID, app.TokenID, app.Alerts, app.Policy, app.Legacy = tx.NextID(), tx.NextID(), "mention,poll", "all", true
		b.ok(tx.PutPushDevice(app))
		is[[]community.PushDevice](b, "of an app, at the same address")(tx.PushDevices(id(0)))([]community.PushDevice{renamed, app})
		b.ok(tx.DeleteEndedAppTokens())
		is[[]community.PushDevice](b, "whose token is gone")(tx.PushDevices(id(0)))([]community.PushDevice{renamed})
		b.ok(tx.PushTold(two.ID, 9))
		b.ok(tx.PushTold(two.ID, 7))
		two.ToldID = 9
		is[community.PushDevice](b, "told")(tx.PushDevice(two.ID))(two)
		is[bool](b, "another's")(tx.DropPushDevice(id(2), two.ID))(false)
		_, e := w.says(tx, id(0), 0, id(1), id(2))
		_, err := tx.TellOfPost(e, 0, id(2), now)
		b.ok(err)
		is[[]community.PushDevice](b, "told of a post")(tx.DevicesToldOf(e.ObjectID, 0, id(1)))([]community.PushDevice{two})
		is[bool](b, "their own")(tx.DropPushDevice(id(1), two.ID))(true)
		if _, err := tx.PushTopics(id(1)); !community.IsNotFound(err) {
			b.Errorf("nothing was chosen: %v", err)
		}
		b.ok(tx.PutPushTopics(id(1), []string{"reply"}))
		b.ok(tx.PutPushTopics(id(1), []string{"mention", "reply"}))
		is[[]string](b, "topics")(tx.PushTopics(id(1)))([]string{"mention", "reply"})
		b.ok(tx.PutPushTopics(id(1), nil))
		is[[]string](b, "none")(tx.PushTopics(id(1)))(nil)
	})
}
