package storage

import "headroom/community"

// reactionsBySelect walks the index of who reacted.
var reactionsBySelect = reactionSelect + "person_id = ?"

// ReactionsBy implements community.FavouriteTx.
func (t *tx) ReactionsBy(person int64, p community.Page) ([]community.Reaction, error) {
	rows, err := selectPage(t, reactions, reactionsBySelect, "id", p, false, person)
	return convert(rows, err, func(r reactionRow) community.Reaction { return community.Reaction(r) })
}
