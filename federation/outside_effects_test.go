package federation

import "maps"

// outsideEffects says of each document that other software really sent what it
// means here. {object.id} stands for what the document says there.
var outsideEffects = func() map[string]string {
	all := map[string]string{}
	for _, software := range []map[string]string{fromDiscourse, fromFriendica, fromLemmy, fromMastodon, fromMbin, fromNodebb, fromPleroma} {
		maps.Copy(all, software)
	}
	return all
}()

var fromDiscourse = map[string]string{
	"discourse/objects/group.json":  `Group {id} @{preferredUsername} reached at {inbox}, *rsa.PublicKey`,
	"discourse/objects/page.json":   `words of {attributedTo} "{name}" in private`,
	"discourse/objects/person.json": `Person {id} @{preferredUsername} reached at {sharedInbox}, *rsa.PublicKey`,
}

var fromFriendica = map[string]string{
	"friendica/activities/create_note.json":       `create {object.id} by {actor} answering {object.inReplyTo} in de`,
	"friendica/activities/create_page_1.json":     `create {object.id} by {actor} in fr`,
	"friendica/activities/create_page_2.json":     `create {object.id} by {actor} "{object.name}" in de`,
	"friendica/activities/delete.json":            `delete {object.id} by {actor}`,
	"friendica/activities/dislike_page.json":      `ignored: there are no votes against`,
	"friendica/activities/like_page.json":         `like {object} by {actor}`,
	"friendica/activities/undo_dislike_page.json": `ignored: there are no votes against`,
	"friendica/activities/update_note.json":       `update {object.id} by {actor} answering {object.inReplyTo} in de`,
	"friendica/objects/note_1.json":               `words of {attributedTo} answering {inReplyTo} in de`,
	"friendica/objects/note_2.json":               `words of {attributedTo} answering {inReplyTo} in en`,
	"friendica/objects/page_1.json":               `words of {attributedTo} "{name}" in de`,
	"friendica/objects/page_2.json":               `words of {attributedTo} "{name}" in de`,
	"friendica/objects/person_1.json":             `Person {id} @{preferredUsername} reached at {endpoints.sharedInbox}, *rsa.PublicKey`,
	"friendica/objects/person_2.json":             `Organization {id} @{preferredUsername} reached at {endpoints.sharedInbox}, *rsa.PublicKey`,
}

var fromLemmy = map[string]string{
	"lemmy/activities/block/block_user.json":                             `ignored: how another server moderates its own is its own affair`,
	"lemmy/activities/block/undo_block_user.json":                        `ignored: how another server moderates its own is its own affair`,
	"lemmy/activities/community/add_featured_post.json":                  `ignored: how another server moderates its own is its own affair`,
	"lemmy/activities/community/add_mod.json":                            `ignored: how another server moderates its own is its own affair`,
	"lemmy/activities/community/announce_create_page.json":               `hear {object.object.id} by {actor} "{object.object.name}"`,
	"lemmy/activities/community/lock_note.json":                          `ignored: how another server moderates its own is its own affair`,
	"lemmy/activities/community/lock_page.json":                          `ignored: how another server moderates its own is its own affair`,
	"lemmy/activities/community/remove_featured_post.json":               `ignored: how another server moderates its own is its own affair`,
	"lemmy/activities/community/remove_mod.json":                         `ignored: how another server moderates its own is its own affair`,
	"lemmy/activities/community/report_page.json":                        `ignored: reports come from heads`,
	"lemmy/activities/community/resolve_report_page.json":                `ignored: how another server moderates its own is its own affair`,
	"lemmy/activities/community/undo_lock_note.json":                     `ignored: how another server moderates its own is its own affair`,
	"lemmy/activities/community/undo_lock_page.json":                     `ignored: how another server moderates its own is its own affair`,
	"lemmy/activities/community/update_community.json":                   `ignored: how another server moderates its own is its own affair`,
	"lemmy/activities/community/warn.json":                               `ignored: how another server moderates its own is its own affair`,
	"lemmy/activities/create_or_update/create_comment.json":              `create {object.id} by {actor} answering {object.inReplyTo}`,
	"lemmy/activities/create_or_update/create_page.json":                 `create {object.id} by {actor} "{object.name}" in ko`,
	"lemmy/activities/create_or_update/create_private_message.json":      `ignored: not addressed to everyone`,
	"lemmy/activities/create_or_update/create_private_message_0.19.json": `ignored: a kind of thing that no community takes`,
	"lemmy/activities/create_or_update/update_page.json":                 `update {object.id} by {actor} "{object.name}"`,
	"lemmy/activities/deletion/delete_page.json":                         `delete {object} by {actor}`,
	"lemmy/activities/deletion/delete_private_message.json":              `delete {object} by {actor}`,
	"lemmy/activities/deletion/delete_user.json":                         `leave {actor} by {actor}`,
	"lemmy/activities/deletion/remove_note.json":                         `ignored: how another server moderates its own is its own affair`,
	"lemmy/activities/deletion/undo_delete_page.json":                    `ignored: what has been deleted stays deleted`,
	"lemmy/activities/deletion/undo_delete_private_message.json":         `ignored: what has been deleted stays deleted`,
	"lemmy/activities/deletion/undo_remove_note.json":                    `ignored: what has been deleted stays deleted`,
	"lemmy/activities/following/accept.json":                             `yes {object.id} by {actor}`,
	"lemmy/activities/following/follow.json":                             `follow {object} by {actor}`,
	"lemmy/activities/following/undo_follow.json":                        `unfollow {object.object} by {actor} undoing {object.id}`,
	"lemmy/activities/voting/dislike_page.json":                          `ignored: there are no votes against`,
	"lemmy/activities/voting/like_note.json":                             `like {object} by {actor}`,
	"lemmy/activities/voting/undo_dislike_page.json":                     `unlike {object.object} by {actor} undoing {object.id}`,
	"lemmy/activities/voting/undo_like_note.json":                        `unlike {object.object} by {actor} undoing {object.id}`,
	"lemmy/collections/group_featured_posts.json":                        `ignored: OrderedCollection is no act`,
	"lemmy/collections/group_followers.json":                             `ignored: Collection is no act`,
	"lemmy/collections/group_moderators.json":                            `ignored: OrderedCollection is no act`,
	"lemmy/collections/group_outbox.json":                                `ignored: OrderedCollection is no act`,
	"lemmy/collections/person_outbox.json":                               `ignored: OrderedCollection is no act`,
	"lemmy/objects/comment.json":                                         `words of {attributedTo} answering {inReplyTo} in fr`,
	"lemmy/objects/group.json":                                           `Group {id} @{preferredUsername} reached at {endpoints.sharedInbox}, *rsa.PublicKey`,
	"lemmy/objects/instance.json":                                        `Application {id} @{preferredUsername} reached at {inbox}, *rsa.PublicKey`,
	"lemmy/objects/page.json":                                            `words of {attributedTo} "{name}" in fr`,
	"lemmy/objects/page_image_and_link.json":                             `words of {attributedTo} "{name}" in fr`,
	"lemmy/objects/person.json":                                          `Person {id} @{preferredUsername} reached at {endpoints.sharedInbox}, *rsa.PublicKey`,
	"lemmy/objects/private_message.json":                                 `words of {attributedTo} in private`,
	"lemmy/objects/tombstone.json":                                       `ignored: Tombstone is no act`,
}

var fromMastodon = map[string]string{
	"mastodon/activities/create_note.json":     `create {object.id} by {actor} answering {object.inReplyTo} in en`,
	"mastodon/activities/delete.json":          `delete {object.id} by {actor}`,
	"mastodon/activities/flag.json":            `ignored: reports come from heads`,
	"mastodon/activities/follow.json":          `follow {object} by {actor}`,
	"mastodon/activities/like_page.json":       `like {object} by {actor}`,
	"mastodon/activities/private_message.json": `words of {attributedTo} answering {inReplyTo} in private in es`,
	"mastodon/activities/undo_follow.json":     `unfollow {object.object} by {actor} undoing {object.id}`,
	"mastodon/activities/undo_like_page.json":  `unlike {object.object} by {actor} undoing {object.id}`,
	"mastodon/collections/featured.json":       `ignored: OrderedCollection is no act`,
	"mastodon/objects/note_1.json":             `words of {attributedTo} answering {inReplyTo} in en`,
	"mastodon/objects/note_2.json":             `words of {attributedTo} answering {inReplyTo} in en`,
	"mastodon/objects/page.json":               `words of {attributedTo} in it`,
	"mastodon/objects/person.json":             `Person {id} @{preferredUsername} reached at {endpoints.sharedInbox}, *rsa.PublicKey`,
}

var fromMbin = map[string]string{
	"mbin/activities/accept.json": `yes {object.id} by {actor}`,
	"mbin/activities/flag.json":   `ignored: reports come from heads`,
	"mbin/objects/instance.json":  `Application {id} @{preferredUsername} reached at {inbox}, *rsa.PublicKey`,
}

var fromNodebb = map[string]string{
	"nodebb/objects/group.json":  `Group {id} @{preferredUsername} reached at {endpoints.sharedInbox}, *rsa.PublicKey`,
	"nodebb/objects/page.json":   `words of {attributedTo} "{name}"`,
	"nodebb/objects/person.json": `Person {id} @{name} reached at {endpoints.sharedInbox}, *rsa.PublicKey`,
}

var fromPleroma = map[string]string{
	"pleroma/activities/create_note.json": `create {object.id} by {actor} answering {object.inReplyTo}`,
	"pleroma/activities/delete.json":      `delete {object} by {actor}`,
	"pleroma/activities/follow.json":      `follow {object} by {actor}`,
	"pleroma/objects/chat_message.json":   `words of {attributedTo} in private`,
	"pleroma/objects/note.json":           `words of {actor} answering {inReplyTo}`,
	"pleroma/objects/person.json":         `Person {id} @{preferredUsername} reached at {endpoints.sharedInbox}, *rsa.PublicKey`,
}
