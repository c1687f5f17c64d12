package storagetest

import (
	"time"

	"headroom/community"
)

func modLogs(b *bench) {
	add := func(group int64, act string) {
		b.do(func(tx community.Tx) {
			b.ok(tx.AppendModEntry(community.ModEntry{CommunityID: group, Community: "https://a.example/g/1", Actor: "https://a.example/u/1", Act: act,
				Object: "https://a.example/o/1", Reason: "unkind", At: time.Unix(1_790_000_000, 0).UTC()}))
		})
	}
	add(7, "remove")
	add(8, "lock")
	add(7, "expel")
	b.do(func(tx community.Tx) {
		b.ok(tx.AppendModEntry(community.ModEntry{CommunityID: 7, Community: "https://a.example/g/1", Actor: "https://a.example/u/2", Act: "resolve", At: time.Unix(1_790_000_001, 0).UTC()}))
		all, err := tx.ModEntries(7, 0, 9) // also those of this transaction
		b.ok(err)
		prev := community.ModGenesis("https://a.example/g/1")
		for i, e := range all {
			if e.Seq != int64(i+1) || e.Prev != prev || e.Hash != e.Digest() {
				b.Errorf("entry %d does not follow: %+v", i, e)
			}
			prev = e.Hash
		}
		if len(all) != 3 {
			b.Fatalf("%d entries", len(all))
		}
		is[community.ModHead](b, "the end")(tx.ModHead(7))(community.ModHead{Seq: 3, Hash: all[2].Hash})
		is[community.ModHead](b, "of none")(tx.ModHead(9))(community.ModHead{})
		is[[]community.ModEntry](b, "after the first, one")(tx.ModEntries(7, 1, 1))(all[1:2])
		missing[community.ModSeen](b, "never seen")(tx.ModSeen(7))
		for seq := range int64(2) {
			seen := community.ModSeen{CommunityID: 7, ModHead: community.ModHead{Seq: seq, Hash: "h"}, SeenAt: time.UnixMilli(5000).UTC(), Fault: "cut", FaultAt: time.UnixMilli(6000).UTC()}
			b.ok(tx.PutModSeen(seen))
			is[community.ModSeen](b, "seen")(tx.ModSeen(7))(seen)
		}
	})
}
