package storage

import (
	"fmt"

	"headroom/community"
)

// owner says how a column names somebody.
type owner uint8

const (
	ofPerson owner = iota
	ofAccount
	ofIRI
)

// personalColumn is a column that names one of our people, and what becomes of its
// rows when their account is erased: they are deleted, or blank says what is blanked
// in them, or kept says why they stay as they are.
type personalColumn struct {
	table, column string
	of            owner
	wayIn         bool // deleted as soon as the account is closed
	blank         string
	kept          string
}

// personal is every such column. A test finds the columns that are not here.
// Erasing goes by it from the top: what hangs on rows stands before them.
var personal = []personalColumn{
	{table: "passkey_challenge", column: "account_id", of: ofAccount, wayIn: true},
	{table: "passkey", column: "account_id", of: ofAccount, wayIn: true},
	{table: "recovery_code", column: "account_id", of: ofAccount, wayIn: true},
	{table: "totp", column: "account_id", of: ofAccount, wayIn: true},
	{table: "known_device", column: "account_id", of: ofAccount, wayIn: true},
	{table: "account_token", column: "account_id", of: ofAccount, wayIn: true},
	{table: "session", column: "account_id", of: ofAccount, wayIn: true},
	{table: "oauth_token", column: "account_id", of: ofAccount, wayIn: true},
	{table: "oauth_code", column: "account_id", of: ofAccount, wayIn: true},
	{table: "push_device", column: "person_id", wayIn: true},
	{table: "push_choice", column: "person_id"},
	{table: "answer", column: "account_id", of: ofAccount},
	{table: "draft", column: "person_id"},
	{table: "bookmark", column: "person_id"},
	{table: "followed_tag", column: "person_id"},
	{table: "stance", column: "person_id"},
	{table: "stance", column: "other_id", kept: "what others have noted is theirs"},
	{table: "following", column: "person_id"},
	{table: "following", column: "other_id"},
	{table: "people_list_entry", column: "person_id"},
	{table: "people_list_entry", column: "other_id"},
	{table: "people_list", column: "person_id"},
	{table: "reading_filter", column: "person_id"},
	{table: "scheduled_post", column: "person_id"},
	{table: "scheduled_post", column: "account_id", of: ofAccount},
	{table: "read_mark", column: "person_id"},
	{table: "read_marker", column: "person_id"},
	{table: "seen", column: "person_id"},
	{table: "mention", column: "person_id"},
	{table: "notification", column: "person_id"},
	{table: "notification", column: "actor_id"},
	{table: "notification_topic", column: "person_id"},
	{table: "notification_place", column: "person_id"},
	{table: "notification_mail", column: "person_id"},
	{table: "notification_quiet", column: "person_id"},
	{table: "digest", column: "person_id"},
	{table: "feed", column: "person_id", wayIn: true},
	{table: "feed", column: "account_id", of: ofAccount, wayIn: true},
	{table: "mail_reply", column: "person_id", wayIn: true},
	{table: "mail_taken", column: "person_id"},
	{table: "welcome", column: "person_id"},
	{table: "greeting", column: "person_id"},
	{table: "greeting", column: "by_id"},
	{table: "listing", column: "person_id"},
	{table: "person_term", column: "person_id"},
	{table: "outside_consent", column: "person_id"},
	{table: "held_post", column: "person_id", blank: "title = '', html = '', alts = ''"},
	{table: "linked_post", column: "account_id", kept: "names an account elsewhere, not one of ours"},
	{table: "linked_account", column: "person_id", blank: "handle = '', actor = '', code = ''"},
	{table: "outside_shown", column: "person_id", kept: "until the world has been told to delete it"},
	{table: "headship", column: "person_id"},
	{table: "confirmation", column: "person_id"},
	{table: "application", column: "person_id", blank: `email = '', email_folded = '', name = '', skeleton = '', post = '', school = '',
		other_schools = '', biography = '', reason = '', appeal = '', token_hash = null, token_until = 0`},
	{table: "application", column: "account_id", of: ofAccount, kept: "blanked by its person"},
	{table: "vouch", column: "person_id", blank: "email = ''"},
	{table: "guest", column: "person_id", blank: "email = '', name = '', post = '', biography = '', reason = ''"},
	{table: "guest", column: "sponsor_id", kept: "on whose word a guest came: their posts say so"},
	{table: "impostor_report", column: "reporter_id", blank: "email = ''"},
	{table: "impostor_report", column: "person_id", kept: "what others have reported is theirs; it names a number"},
	{table: "post_report", column: "reporter_id", blank: "words = '', contact = ''"},
	{table: "appeal", column: "person_id", blank: "words = ''"},
	{table: "measure", column: "person_id", blank: "words = ''"},
	{table: "moderation_act", column: "person_id", kept: "what a moderator decided about others"},
	{table: "membership", column: "person_id", blank: "reason = '', answers = '', stamp = null"},
	{table: "membership", column: "sponsor", of: ofIRI, kept: "on whose word a guest came"},
	{table: "appointment", column: "person_id", kept: "who held which office when: offices answer for what they did"},
	{table: "credential", column: "person_id", blank: "school = '', authority = '', authority_id = ''"},
	{table: "signing_key", column: "owner", of: ofIRI, kept: "copies elsewhere are proved with it, and their deletion"},
	{table: "key_record", column: "subject", of: ofIRI, kept: "the same"},
	{table: "invitation", column: "person", of: ofIRI, kept: "an address; used up when the account was closed"},
	{table: "post", column: "author_id", kept: "tombstones, or posts that are to stay under their bylines"},
	{table: "post", column: "author_iri", of: ofIRI, kept: "the same"},
	{table: "thread", column: "author_id", kept: "a number; its title goes with its first post"},
	{table: "attachment", column: "owner_id", kept: "hang on posts that stay; what was never posted goes as files"},
	{table: "reaction", column: "person_id", kept: "counts in conversations of others; it names a number"},
	{table: "poll_ballot", column: "person_id", kept: "who leaves keeps the vote that was counted"},
	{table: "message", column: "author_id", kept: "tombstones in conversations of others"},
	{table: "message_person", column: "person_id", kept: "how far a message of others came"},
	{table: "conversation_person", column: "person_id", kept: "the others see who has left"},
	{table: "conversation", column: "starter_id", kept: "a number"},
	{table: "document", column: "author", of: ofIRI, kept: "what posts that stay are proved by, and receipts"},
	{table: "document", column: "signer", of: ofIRI, kept: "the same"},
	{table: "received", column: "signer", of: ofIRI, kept: "an address and a digest, against replays"},
	{table: "log_entry", column: "author", of: ofIRI, kept: "headers of a chain that survives erasure"},
	{table: "tombstone", column: "author", of: ofIRI, kept: "so that what is deleted does not come back"},
	{table: "event", column: "person_id", kept: "numbers; dropped with the log of events"},
	{table: "audit", column: "actor", of: ofIRI, kept: "a chain of hashes: who did what in an office"},
	{table: "audit", column: "subject", of: ofIRI, kept: "the same"},
	{table: "modlog", column: "actor", of: ofIRI, kept: "a chain of hashes that members hold, too"},
	{table: "closure", column: "account_id", of: ofAccount, kept: "that and when it was erased"},
	{table: "closure", column: "person_id", kept: "the same"},
	{table: "person", column: "id", kept: "a number and an address, blank, that the rows above point at"},
	{table: "account", column: "person_id", kept: "blank, so that the number is never given again"},
}

// ErasePerson implements community.ClosingTx. The rows of account and person are
// the use case's to blank.
func (t *tx) ErasePerson(of community.Whose) (files []string, err error) {
	if of.Account == 0 || of.Person == 0 || of.IRI == "" {
		return nil, fmt.Errorf("storage: nobody is erased")
	}
	const unposted = "owner_id = ? and (post_id = 0 or post_id in (select id from post where state = 'refused'))"
	if files, err = values[string](t, "select digest from attachment where "+unposted+" and digest <> ''", of.Person); err != nil {
		return nil, err
	}
	const refused = "(select id from post where author_id = ? and state = 'refused')"
	hanging := []string{
		"delete from attachment where " + unposted,
		// What a community refused was never posted, and nobody deletes it.
		"update document set raw = null where not hold and object in (select iri from post where author_id = ? and state = 'refused')",
		"delete from revision where post_id in " + refused,
		"update thread set title = '' where root_id in " + refused,
		"update post set title = '', source = '', html = '', search_title = '', search_text = '' where author_id = ? and state = 'refused'",
		"delete from mailbox_code where application_id in (select id from application where person_id = ?)",
		"update evidence set ref = '', note = '' where application_id in (select id from application where person_id = ?)",
		"update vouch set email = '' where application_id in (select id from application where person_id = ?)",
		"update sign_on set email = '', subject = null where application_id in (select id from application where person_id = ?)",
		"delete from people_list_entry where list_id in (select id from people_list where person_id = ?)",
	}
	for _, query := range hanging {
		if _, err := t.exec(query, of.Person); err != nil {
			return nil, err
		}
	}
	for _, p := range personal {
		var whose any = of.Person
		switch p.of {
		case ofAccount:
			whose = of.Account
		case ofIRI:
			whose = of.IRI
		}
		query := "delete from " + p.table + " where " + p.column + " = ?"
		switch {
		case p.kept != "":
			continue
		case p.blank != "":
			query = "update " + p.table + " set " + p.blank + " where " + p.column + " = ?"
		}
		if _, err := t.exec(query, whose); err != nil {
			return nil, err
		}
	}
	return files, nil
}
