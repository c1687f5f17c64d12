package federation

import "maps"

// outsideEffects says of each document that other software really sent what it
// means here.
var outsideEffects = func() map[string]string {
	all := map[string]string{}
	for _, software := range []map[string]string{fromDiscourse, fromFriendica, fromLemmy, fromMastodon, fromMbin, fromNodebb, fromPleroma} {
		maps.Copy(all, software)
	}
	return all
}()

var fromDiscourse = map[string]string{
	"discourse/objects/group.json":  `Group https://socialhub.activitypub.rocks/ap/actor/797217cf18c0e819dfafc52425590146 @threadiverse-wg reached at https://socialhub.activitypub.rocks/ap/actor/797217cf18c0e819dfafc52425590146/inbox, *rsa.PublicKey`,
	"discourse/objects/page.json":   `words of https://socialhub.activitypub.rocks/ap/actor/495843076e9e469fbd35ccf467ae9fb1 "Our next meeting" in private`,
	"discourse/objects/person.json": `Person https://socialhub.activitypub.rocks/ap/actor/495843076e9e469fbd35ccf467ae9fb1 @angus reached at https://socialhub.activitypub.rocks/ap/users/inbox, *rsa.PublicKey`,
}

var fromFriendica = map[string]string{
	"friendica/activities/create_note.json":       `create https://soc.schuerz.at/objects/4edd2508-4361-edb8-c4d8-b45181083984 by https://soc.schuerz.at/profile/jakob answering https://lemmy.schuerz.at/post/25360 in de`,
	"friendica/activities/create_page_1.json":     `create https://masto.qa.urbanwildlife.biz/users/mastodon/statuses/110435994705014161 by https://masto.qa.urbanwildlife.biz/users/mastodon in fr`,
	"friendica/activities/create_page_2.json":     `create https://pirati.ca/objects/ec054ce7-5162-3bf2-504c-16d024994850 by https://pirati.ca/profile/heluecht "From Friendica to Lemmy" in de`,
	"friendica/activities/delete.json":            `delete https://pirati.ca/objects/ec054ce7-4762-3c1c-3c25-0cc665717210 by https://pirati.ca/profile/heluecht`,
	"friendica/activities/dislike_page.json":      `ignored: there are no votes against`,
	"friendica/activities/like_page.json":         `like https://pirati.ca/objects/ec054ce7-2062-3bfa-8687-ca8313624820 by https://pirati.ca/profile/heluecht`,
	"friendica/activities/undo_dislike_page.json": `ignored: there are no votes against`,
	"friendica/activities/update_note.json":       `update https://pirati.ca/objects/ec054ce7-4762-3c1c-3c25-0cc665717210 by https://pirati.ca/profile/heluecht answering https://pirati.ca/objects/ec054ce7-2062-3bfa-8687-ca8313624820 in de`,
	"friendica/objects/note_1.json":               `words of https://soc.schuerz.at/profile/jakob answering https://lemmy.schuerz.at/post/25360 in de`,
	"friendica/objects/note_2.json":               `words of https://nerdica.net/profile/liwott answering https://lemmy.ml/comment/167904 in en`,
	"friendica/objects/page_1.json":               `words of https://pirati.ca/profile/heluecht "ISS astronauts perform final spacewalk of Expedition 66" in de`,
	"friendica/objects/page_2.json":               `words of https://pirati.ca/profile/heluecht "From Friendica to Lemmy" in de`,
	"friendica/objects/person_1.json":             `Person https://soc.schuerz.at/profile/jakob @jakob reached at https://soc.schuerz.at/inbox, *rsa.PublicKey`,
	"friendica/objects/person_2.json":             `Organization https://poliverso.org/profile/informapirata @informapirata reached at https://poliverso.org/inbox, *rsa.PublicKey`,
}

var fromLemmy = map[string]string{
	"lemmy/activities/block/block_user.json":                             `ignored: how another server moderates its own is its own affair`,
	"lemmy/activities/block/undo_block_user.json":                        `ignored: how another server moderates its own is its own affair`,
	"lemmy/activities/community/add_featured_post.json":                  `ignored: how another server moderates its own is its own affair`,
	"lemmy/activities/community/add_mod.json":                            `ignored: how another server moderates its own is its own affair`,
	"lemmy/activities/community/announce_create_page.json":               `ignored: nothing here follows anybody`,
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
	"lemmy/activities/create_or_update/create_comment.json":              `create http://ds9.lemmy.ml/comment/1 by http://ds9.lemmy.ml/u/lemmy_alpha answering http://ds9.lemmy.ml/post/1`,
	"lemmy/activities/create_or_update/create_page.json":                 `create http://ds9.lemmy.ml/post/1 by http://ds9.lemmy.ml/u/lemmy_alpha "test post" in ko`,
	"lemmy/activities/create_or_update/create_private_message.json":      `ignored: not addressed to everyone`,
	"lemmy/activities/create_or_update/create_private_message_0.19.json": `ignored: a kind of thing that no community takes`,
	"lemmy/activities/create_or_update/update_page.json":                 `update http://ds9.lemmy.ml/post/1 by http://ds9.lemmy.ml/u/lemmy_alpha "test post 1"`,
	"lemmy/activities/deletion/delete_page.json":                         `delete http://ds9.lemmy.ml/post/1 by http://ds9.lemmy.ml/u/lemmy_alpha`,
	"lemmy/activities/deletion/delete_private_message.json":              `delete http://enterprise.lemmy.ml/private_message/1 by http://enterprise.lemmy.ml/u/lemmy_beta`,
	"lemmy/activities/deletion/delete_user.json":                         `leave http://ds9.lemmy.ml/u/lemmy_alpha by http://ds9.lemmy.ml/u/lemmy_alpha`,
	"lemmy/activities/deletion/remove_note.json":                         `ignored: how another server moderates its own is its own affair`,
	"lemmy/activities/deletion/undo_delete_page.json":                    `ignored: what has been deleted stays deleted`,
	"lemmy/activities/deletion/undo_delete_private_message.json":         `ignored: what has been deleted stays deleted`,
	"lemmy/activities/deletion/undo_remove_note.json":                    `ignored: what has been deleted stays deleted`,
	"lemmy/activities/following/accept.json":                             `ignored: nothing here has asked`,
	"lemmy/activities/following/follow.json":                             `follow http://enterprise.lemmy.ml/c/main by http://ds9.lemmy.ml/u/lemmy_alpha`,
	"lemmy/activities/following/undo_follow.json":                        `unfollow http://enterprise.lemmy.ml/c/main by http://ds9.lemmy.ml/u/lemmy_alpha undoing http://ds9.lemmy.ml/activities/follow/dc2f1bc5-f3a0-4daa-a46b-428cbfbd023c`,
	"lemmy/activities/voting/dislike_page.json":                          `ignored: there are no votes against`,
	"lemmy/activities/voting/like_note.json":                             `like http://ds9.lemmy.ml/comment/1 by http://ds9.lemmy.ml/u/lemmy_alpha`,
	"lemmy/activities/voting/undo_dislike_page.json":                     `unlike http://ds9.lemmy.ml/post/1 by http://enterprise.lemmy.ml/u/lemmy_beta undoing http://enterprise.lemmy.ml/activities/like/2227ab2c-79e2-4fca-a1d2-1d67dacf2457`,
	"lemmy/activities/voting/undo_like_note.json":                        `unlike http://ds9.lemmy.ml/comment/1 by http://ds9.lemmy.ml/u/lemmy_alpha undoing http://ds9.lemmy.ml/activities/like/efcf7ae2-dfcc-4ff4-9ce4-6adf251ff004`,
	"lemmy/collections/group_featured_posts.json":                        `ignored: OrderedCollection is no act`,
	"lemmy/collections/group_followers.json":                             `ignored: Collection is no act`,
	"lemmy/collections/group_moderators.json":                            `ignored: OrderedCollection is no act`,
	"lemmy/collections/group_outbox.json":                                `ignored: OrderedCollection is no act`,
	"lemmy/collections/person_outbox.json":                               `ignored: OrderedCollection is no act`,
	"lemmy/objects/comment.json":                                         `words of https://enterprise.lemmy.ml/u/picard answering https://enterprise.lemmy.ml/post/55143 in fr`,
	"lemmy/objects/group.json":                                           `Group https://enterprise.lemmy.ml/c/tenforward @tenforward reached at https://enterprise.lemmy.ml/inbox, *rsa.PublicKey`,
	"lemmy/objects/instance.json":                                        `Application https://enterprise.lemmy.ml/ @enterprise.lemmy.ml reached at https://enterprise.lemmy.ml/inbox, *rsa.PublicKey`,
	"lemmy/objects/page.json":                                            `words of https://enterprise.lemmy.ml/u/picard "Post title" in fr`,
	"lemmy/objects/page_image_and_link.json":                             `words of https://enterprise.lemmy.ml/u/picard "Post with image and link" in fr`,
	"lemmy/objects/person.json":                                          `Person https://enterprise.lemmy.ml/u/picard @picard reached at https://enterprise.lemmy.ml/inbox, *rsa.PublicKey`,
	"lemmy/objects/private_message.json":                                 `words of https://enterprise.lemmy.ml/u/picard in private`,
	"lemmy/objects/tombstone.json":                                       `ignored: Tombstone is no act`,
}

var fromMastodon = map[string]string{
	"mastodon/activities/create_note.json":     `create https://mastodon.madrid/users/felix/statuses/107224289116410645 by https://mastodon.madrid/users/felix answering https://mamot.fr/users/retiolus/statuses/107224244380204526 in en`,
	"mastodon/activities/delete.json":          `delete https://mastodon.madrid/users/felix/statuses/107773559874184870 by https://mastodon.madrid/users/felix`,
	"mastodon/activities/flag.json":            `ignored: reports come from heads`,
	"mastodon/activities/follow.json":          `follow https://ds9.lemmy.ml/c/testcom by https://masto.asonix.dog/users/asonix`,
	"mastodon/activities/like_page.json":       `like https://ds9.lemmy.ml/post/147 by https://mastodon.madrid/users/felix`,
	"mastodon/activities/private_message.json": `words of https://mastodon.world/users/nutomic answering https://mastodon.world/users/nutomic/statuses/110854464248188528 in private in es`,
	"mastodon/activities/undo_follow.json":     `unfollow https://ds9.lemmy.ml/c/testcom by https://masto.asonix.dog/users/asonix undoing https://masto.asonix.dog/1ea87517-63c5-4118-8831-460ee641b2cf`,
	"mastodon/activities/undo_like_page.json":  `unlike https://ds9.lemmy.ml/post/147 by https://mastodon.madrid/users/felix undoing https://mastodon.madrid/users/felix#likes/212341`,
	"mastodon/collections/featured.json":       `ignored: OrderedCollection is no act`,
	"mastodon/objects/note_1.json":             `words of https://mastodon.madrid/users/felix answering https://mamot.fr/users/retiolus/statuses/107224244380204526 in en`,
	"mastodon/objects/note_2.json":             `words of https://floss.social/users/kde answering https://floss.social/users/kde/statuses/113306824627995724 in en`,
	"mastodon/objects/page.json":               `words of https://masto.qa.urbanwildlife.biz/users/mastodon in it`,
	"mastodon/objects/person.json":             `Person https://masto.qa.urbanwildlife.biz/users/mastodon @mastodon reached at https://masto.qa.urbanwildlife.biz/inbox, *rsa.PublicKey`,
}

var fromMbin = map[string]string{
	"mbin/activities/accept.json": `ignored: nothing here has asked`,
	"mbin/activities/flag.json":   `ignored: reports come from heads`,
	"mbin/objects/instance.json":  `Application https://fedia.io/i/actor @fedia.io reached at https://fedia.io/i/inbox, *rsa.PublicKey`,
}

var fromNodebb = map[string]string{
	"nodebb/objects/group.json":  `Group https://bb.devnull.land/category/2 @general reached at https://bb.devnull.land/inbox, *rsa.PublicKey`,
	"nodebb/objects/page.json":   `words of https://bb.devnull.land/uid/1 "Welcome to your NodeBB!"`,
	"nodebb/objects/person.json": `Person https://bb.devnull.land/uid/1 @julian reached at https://bb.devnull.land/inbox, *rsa.PublicKey`,
}

var fromPleroma = map[string]string{
	"pleroma/activities/create_note.json": `create https://greenish.red/objects/1a522f2e-d5ab-454b-93d7-e58bc0650c2a by https://greenish.red/users/nutomic answering https://enterprise.lemmy.ml/post/55143`,
	"pleroma/activities/delete.json":      `delete https://greenish.red/objects/38e2b983-ebf5-4387-9bc2-3b80305469c9 by https://greenish.red/users/vpzom`,
	"pleroma/activities/follow.json":      `follow https://lemmy.ca/u/kinetix by https://mycrowd.ca/users/kinetix`,
	"pleroma/objects/chat_message.json":   `words of https://queer.hacktivis.me/users/lanodan in private`,
	"pleroma/objects/note.json":           `words of https://queer.hacktivis.me/users/lanodan answering https://enterprise.lemmy.ml/post/55143`,
	"pleroma/objects/person.json":         `Person https://queer.hacktivis.me/users/lanodan @lanodan reached at https://queer.hacktivis.me/inbox, *rsa.PublicKey`,
}
