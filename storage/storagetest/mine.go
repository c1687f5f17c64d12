package storagetest

import (
	"headroom/community"
)

// mine: every part of an export can be asked for, gives what is one's own and nothing
// of nobody, and ends.
func mine(b *bench) {
	b.do(func(tx community.Tx) {
		who := head(b, tx)
		of := community.Whose{Account: who.ID + 1, Person: who.ID, IRI: who.IRI}
		mark := insert(b, tx, tx.InsertBookmark, func(m *community.Bookmark) { m.PersonID, m.Object = who.ID, "https://a.example/o/7" })
		insert(b, tx, tx.InsertBookmark, func(m *community.Bookmark) { m.PersonID, m.Object = 0, "https://a.example/o/8" })
		for _, part := range tx.ExportParts() {
			records, last, err := tx.ExportPart(part, of, 0)
			b.ok(err)
			if none, _, err := tx.ExportPart(part, community.Whose{}, 0); err != nil || len(none) > 0 {
				b.Errorf("%s of nobody: %v, %v", part, none, err)
			}
			switch {
			case part == "bookmarks":
				if len(records) != 1 || last != mark.ID || records[0]["post"] != mark.Object {
					b.Errorf("bookmarks: %v, %d", records, last)
				}
			case part == "profile":
				if len(records) != 1 || records[0]["name"] != who.Name {
					b.Errorf("profile: %v", records)
				}
			}
			if len(records) > 0 {
				if more, _, err := tx.ExportPart(part, of, last); err != nil || len(more) > 0 {
					b.Errorf("%s does not end: %v, %v", part, more, err)
				}
			}
		}
		is[[]string](b, "the photograph")(tx.ExportFiles(who.ID))([]string{who.Photo})
	})
}
