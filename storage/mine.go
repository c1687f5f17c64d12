package storage

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"headroom/community"
)

// exportMost is how many records of an export are read at once.
const exportMost = 500

// exportKey is the name of a field by which a list is read on, and which is not told.
const exportKey = "key"

// exportPart is one list of an export. fields are "name", or "name=expression",
// with a type after a colon where it is not text: int, flag, time, list, json. The
// first is the key by which the list is read on; it is a number and grows.
type exportPart struct {
	name   string
	fields string
	from   string // tables and condition, with ? for whose
	whose  func(community.Whose) any
}

func byPerson(w community.Whose) any  { return w.Person }
func byAccount(w community.Whose) any { return w.Account }
func byIRI(w community.Whose) any     { return w.IRI }

// exportParts is what somebody may take along: their own words and choices, and
// what is kept about them; of others' words only messages that were sent to them.
// A list without a number of its own is read by that of its other end.
var exportParts = []exportPart{
	{"account", "id=a.id:int email=a.email language=a.language zone=a.zone created_at=a.created_at:time two_steps_since=a.second_at:time apps_write_to=a.app_room:int", "account a where a.id = ?", byAccount},
	{"profile", `id=p.id:int address=p.iri username=p.username name=p.name post=p.post school=p.school school_number=p.school_id authority=p.authority
		nation=p.nation phase=p.phase:list specialisms=p.specialisms:list biography=p.biography language=p.language languages=p.languages:list
		ask_me=p.ask_me:list contact=p.contact head_since=p.head_since:int share_years=p.share_years:flag share_school=p.share_school:flag
		photograph=p.photo photograph_says=p.photo_alt created_at=p.created_at:time updated_at=p.updated_at:time`, "person p where p.id = ?", byPerson},
	{"headships", "id=h.id:int school=h.school school_number=h.school_id authority=h.authority kind=h.kind from=h.from_at:time until=h.until_at:time", "headship h where h.person_id = ?", byPerson},
	{"appointments", "id=a.id:int role=a.role scope=a.scope from=a.from_at:time until=a.until_at:time", "appointment a where a.person_id = ?", byPerson},
	{"credentials", "id=c.id:int address=c.iri type=c.type issuer=c.issuer from=c.valid_from:time until=c.valid_until:time revoked_at=c.revoked_at:time suspended_at=c.suspended_at:time", "credential c where c.person_id = ?", byPerson},
	{"memberships", `id=m.id:int community=c.iri name=c.name:json state=m.state:int role=m.role:int reason=m.reason answers=m.answers:json from=m.start_at:time
		until=m.end_at:time ended_because=m.end_reason silenced_until=m.silenced_until:time created_at=m.created_at:time`, "membership m join community c on c.id = m.community_id where m.person_id = ?", byPerson},
	{"posts", `id=p.id:int address=p.iri community=c.iri conversation=t.context label=t.label answers=p.parent_iri kind=p.kind title=p.title language=p.language markdown=p.source
		html=p.html byline=p.byline:json state=p.state published_at=p.published_at:time edited_at=p.edited_at:time deleted_at=p.deleted_at:time`,
		"post p join community c on c.id = p.community_id join thread t on t.id = p.thread_id where p.author_id = ?", byPerson},
	{"revisions", "key=p.id*1000+r.number:int post=p.iri number=r.number:int title=r.title markdown=r.source html=r.html edited_at=r.edited_at:time",
		"revision r join post p on p.id = r.post_id where p.author_id = ?", byPerson},
	{"held_posts", "id=h.id:int title=h.title html=h.html created_at=h.created_at:time released_at=h.released_at:time", "held_post h where h.person_id = ?", byPerson},
	{"drafts", "id=d.id:int place=d.place title=d.title text=d.body language=d.language updated_at=d.updated_at:time", "draft d where d.person_id = ?", byPerson},
	{"pictures", "id=a.id:int post=a.post_id:int file=a.digest type=a.media_type size=a.size:int width=a.width:int height=a.height:int says=a.alt place=a.place:int created_at=a.created_at:time",
		"attachment a where a.owner_id = ?", byPerson},
	{"reactions", "id=r.id:int post=p.iri kind=r.kind created_at=r.created_at:time", "reaction r join post p on p.id = r.post_id where r.person_id = ?", byPerson},
	{"votes", "key=b.post_id:int post=p.iri choices=b.choices:json state=b.state cast_at=b.cast_at:time", "poll_ballot b join post p on p.id = b.post_id where b.person_id = ?", byPerson},
	{"following", "key=f.other_id:int person=p.iri name=p.name since=f.created_at:time", "following f join person p on p.id = f.other_id where f.person_id = ?", byPerson},
	{"lists", "id=l.id:int title=l.title created_at=l.created_at:time", "people_list l where l.person_id = ?", byPerson},
	{"filters", "id=f.id:int title=f.title contexts=f.contexts:list hide=f.hide:flag until=f.expires_at:time words=f.words:json posts=f.posts:json created_at=f.created_at:time", "reading_filter f where f.person_id = ?", byPerson},
	{"scheduled", "id=s.id:int title=s.title text=s.body language=s.language at=s.send_at:time created_at=s.created_at:time", "scheduled_post s where s.person_id = ?", byPerson},
	{"bookmarks", "id=b.id:int post=b.object created_at=b.created_at:time", "bookmark b where b.person_id = ?", byPerson},
	{"tags", "id=g.id:int name=g.name since=g.created_at:time", "followed_tag g where g.person_id = ?", byPerson},
	{"messages", `id=m.id:int address=m.iri conversation=t.iri author=w.iri author_name=w.name language=m.language markdown=m.source html=m.html
		published_at=m.published_at:time deleted_at=m.deleted_at:time`,
		`message_person x join message m on m.id = x.message_id join conversation t on t.id = m.conversation_id join person w on w.id = m.author_id
		where x.state in ('own', 'taken') and x.person_id = ?`, byPerson},
	{"people", "key=s.other_id:int person=p.iri blocked=s.blocked:flag muted=s.muted:flag note=s.note updated_at=s.updated_at:time", "stance s join person p on p.id = s.other_id where s.person_id = ?", byPerson},
	{"apps", "id=t.id:int name=a.name website=a.website may=t.scopes created_at=t.created_at:time used_at=t.used_at:time", "oauth_token t join oauth_app a on a.id = t.app_id where t.account_id = ?", byAccount},
	{"linked_accounts", "id=l.id:int handle=l.handle actor=l.actor created_at=l.created_at:time proved_at=l.proved_at:time ended_at=l.ended_at:time", "linked_account l where l.person_id = ?", byPerson},
	{"shown_outside", "key=o.person_id:int since=o.since:time", "outside_consent o where o.person_id = ?", byPerson},
	{"guests_asked", "id=g.id:int name=g.name reason=g.reason state=g.state asked_at=g.asked_at:time until=g.end_at:time", "guest g where g.sponsor_id = ?", byPerson},
	{"reports", "id=r.id:int about=r.object code=r.code words=r.words created_at=r.created_at:time outcome=r.outcome answer=r.answer resolved_at=r.resolved_at:time", "post_report r where r.reporter_id = ?", byPerson},
	{"reports_of_people", "id=r.id:int about=r.about place=r.place words=r.text created_at=r.created_at:time outcome=r.outcome decided_at=r.decided_at:time", "impostor_report r where r.reporter_id = ?", byPerson},
	{"appeals", "id=a.id:int address=a.iri kind=a.kind against=a.against words=a.words outcome=a.outcome answer=a.answer created_at=a.created_at:time decided_at=a.decided_at:time", "appeal a where a.person_id = ?", byPerson},
	{"measures", "id=m.id:int kind=m.kind code=m.code words=m.words until=m.until_at:time created_at=m.created_at:time", "measure m where m.person_id = ?", byPerson},
	{"applications", `id=a.id:int state=a.state email=a.email name=a.name post=a.post nation=a.nation school=a.school authority=a.authority biography=a.biography reason=a.reason
		appeal=a.appeal created_at=a.created_at:time decided_at=a.decided_at:time`, "application a where a.person_id = ?", byPerson},
	{"evidence", "id=e.id:int kind=e.kind at=e.at:time", "evidence e join application a on a.id = e.application_id where a.person_id = ?", byPerson},
	{"about_me", "id=a.seq:int act=a.action at=a.at:time", "audit a where a.subject = ?", byIRI},
	{"read", "key=r.thread_id:int conversation=t.context at=r.at:time", "read_mark r join thread t on t.id = r.thread_id where r.person_id = ?", byPerson},
	{"notifications", "id=n.id:int kind=n.kind created_at=n.created_at:time read_at=n.read_at:time", "notification n where n.person_id = ?", byPerson},
	{"sessions", "id=s.id:int device=s.device name=s.name began_at=s.began_at:time seen_at=s.seen_at:time", "session s where s.id > 0 and s.account_id = ?", byAccount},
	{"passkeys", "id=k.id:int name=k.name made_at=k.made_at:time used_at=k.used_at:time", "passkey k where k.account_id = ?", byAccount},
	{"devices", "id=d.id:int name=d.name created_at=d.created_at:time", "push_device d where d.person_id = ?", byPerson},
	{"digest", "key=d.person_id:int mode=d.mode minute=d.at_minute:int", "digest d where d.person_id = ?", byPerson},
	{"quiet_time", "key=q.person_id:int mode=q.mode from=q.from_minute:int until=q.until_minute:int", "notification_quiet q where q.person_id = ?", byPerson},
	{"feeds", "id=f.id:int name=f.name kind=f.kind community=f.community_id:int titles=f.content:flag created_at=f.created_at:time", "feed f where f.person_id = ?", byPerson},
	{"mail_replies", "key=m.person_id:int off=m.off:flag since=m.since:time", "mail_reply m where m.person_id = ?", byPerson},
	{"push_choices", "key=c.person_id:int topics=c.topics", "push_choice c where c.person_id = ?", byPerson},
}

// exportTopics are the lists of settings that have no number: they are short.
var exportTopics = []exportPart{
	{"notice_topics", "key=0:int topic=t.topic page=t.page:flag mail=t.mail:flag", "notification_topic t where t.person_id = ?", byPerson},
	{"notice_places", "key=0:int community=p.community_id:int conversation=p.thread_id:int choice=p.choice content=p.content:flag", "notification_place p where p.person_id = ?", byPerson},
}

// named reports whether there is somebody: rows of nobody have 0 or "" there.
func named(whose any) bool { return whose != any(int64(0)) && whose != any("") }

// ExportParts implements community.MineTx.
func (t *tx) ExportParts() (names []string) {
	for _, p := range exportParts {
		names = append(names, p.name)
	}
	for _, p := range exportTopics {
		names = append(names, p.name)
	}
	return names
}

// ExportPart implements community.MineTx.
func (t *tx) ExportPart(part string, of community.Whose, after int64) ([]community.ExportRecord, int64, error) {
	for _, p := range exportParts {
		if p.name == part && named(p.whose(of)) {
			fields := exportFields(p.fields)
			key := fields[0].expression
			return t.exported(fields, p.from+" and "+key+" > ? order by "+key+fmt.Sprintf(" limit %d", exportMost), p.whose(of), after)
		}
	}
	for _, p := range exportTopics {
		if p.name == part && after == 0 && named(p.whose(of)) {
			records, _, err := t.exported(exportFields(p.fields), p.from, p.whose(of))
			return records, 1, err
		}
	}
	return nil, after, nil
}

// exportField is one field of a list.
type exportField struct{ name, expression, kind string }

func exportFields(text string) (list []exportField) {
	for _, word := range strings.Fields(text) {
		name, rest, _ := strings.Cut(word, "=")
		expression, kind, _ := strings.Cut(rest, ":")
		list = append(list, exportField{name, expression, kind})
	}
	return list
}

func (t *tx) exported(fields []exportField, from string, args ...any) (records []community.ExportRecord, last int64, err error) {
	var columns []string
	for _, f := range fields {
		columns = append(columns, f.expression)
	}
	err = t.query(func(row scanner) error {
		dests, value := exportInto(fields)
		if err := row.Scan(dests...); err != nil {
			return err
		}
		record := community.ExportRecord{}
		for i, f := range fields {
			if v := value[i](); v != nil {
				record[f.name] = v
			}
		}
		last, _ = record[fields[0].name].(int64)
		delete(record, exportKey)
		records = append(records, record)
		return nil
	}, "select "+strings.Join(columns, ", ")+" from "+from, args...)
	return records, last, err
}

// exportInto gives where a row is scanned to, and what is then told of each field:
// nil for a time that has not been.
func exportInto(fields []exportField) (dests []any, value []func() any) {
	for _, f := range fields {
		switch f.kind {
		case "int":
			v := new(int64)
			dests, value = append(dests, v), append(value, func() any { return *v })
		case "flag":
			v := new(bool)
			dests, value = append(dests, v), append(value, func() any { return *v })
		case "time":
			v := new(time.Time)
			dests, value = append(dests, &loader{v, instant}), append(value, func() any {
				if v.IsZero() {
					return nil
				}
				return *v
			})
		default:
			v := new(string)
			dests, value = append(dests, v), append(value, func() any { return exportText(*v, f.kind) })
		}
	}
	return dests, value
}

func exportText(text, kind string) any {
	switch {
	case kind == "list":
		return append([]string{}, split(text)...)
	case kind == "json" && json.Valid([]byte(text)):
		return json.RawMessage(text)
	case kind == "json" && text == "":
		return nil
	}
	return text
}

// ExportFiles implements community.MineTx.
func (t *tx) ExportFiles(person int64) ([]string, error) {
	return values[string](t, `select digest from attachment where owner_id = ? and digest <> ''
		union select photo from person where id = ? and photo <> '' order by 1`, person, person)
}
