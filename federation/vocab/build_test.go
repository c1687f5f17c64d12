package vocab

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var (
	at     = time.Date(2026, 9, 1, 8, 30, 0, 5000, time.FixedZone("", 3600))
	stamp  = []byte(`{ "id":"https://s.test/g/12/m/3", "type":"hr:Membership" , "proof":{"x":"\/"} }`)
	act    = Activity{ID: "https://s.test/g/12/a/7", Actor: "https://s.test/g/12", To: []string{"https://w.test/u/31"}}
	direct = Activity{ID: "https://w.test/a/8", Actor: "https://w.test/u/31", To: []string{"https://s.test/u/2"}, Context: "https://w.test/conversations/5", Published: at, Direct: true}
	keys   = Keys{
		Public: PublicKey{ID: "https://w.test/u/31#main-key", Owner: "https://w.test/u/31", PEM: "-----BEGIN PUBLIC KEY-----\nAA==\n-----END PUBLIC KEY-----\n"},
		Multi:  []Multikey{{ID: "https://w.test/u/31#ed25519-1", Controller: "https://w.test/u/31", Multibase: "z6Mk"}},
		List:   "https://w.test/u/31/keys",
	}
	note = Note{
		Kind: "Note", ID: "https://w.test/n/5", AttributedTo: "https://w.test/u/31",
		To: []string{"https://s.test/g/12/members"}, Audience: "https://s.test/g/12",
		Context: "https://s.test/g/12/t/00ff", InReplyTo: "https://s.test/n/1", Published: at,
		Name: `A "name"`, Content: "<p>dŵr & <b>tân</b>\n</p>", Language: "cy", Markdown: "dŵr",
		Tags:        []Tag{{Type: "Mention", Href: "https://s.test/u/2", Name: "@sample"}},
		Attachments: []Attachment{{Type: "Image", URL: "https://w.test/f/1", MediaType: "image/png", Name: "alt", Digest: "sha-256:00", Size: 9, Width: 3, Height: 4}},
	}
	group = Group{
		ID: "https://s.test/g/12", Inbox: "https://s.test/g/12/inbox", SharedInbox: "https://s.test/inbox", Keys: keys,
		Name: "Sample", NameMap: map[string]string{"en": "Sample", "cy": "Enghraifft"}, SummaryMap: map[string]string{"en": "About"},
		RulesMap: map[string]string{"en": "Be kind"}, Questions: []Question{{ID: "q1", TextMap: map[string]string{"en": "Why?"}, Required: true}},
		Access: "closed", Requires: []string{"HeadteacherCredential"}, Reach: Reach{Issuers: []string{"https://w.test/issuer"}},
		Members: "https://s.test/g/12/members", Log: "https://s.test/g/12/log", Stamps: "https://s.test/g/12/stamps",
	}
	header = LogHeader{Group: "https://s.test/g/12", Epoch: 1, Seq: 42, Prev: "sha-256:aa", Digest: "sha-256:bb", Published: "2026-09-01T07:30:00Z"}
)

// documents is one of everything that carries [Context].
func documents() map[string][]byte {
	agreement := AgreementRecord(Agreement{ID: "https://a.test/agreements/7", Issuer: "https://a.test/issuer", Parties: []string{"https://a.test/issuer", "https://b.test/issuer"}, Trusts: []string{"HeadteacherCredential"}, Start: at, End: at})
	create := Create(act, NoteObject(note))
	decision := Decision{Activity: act, Object: "https://w.test/n/5", Target: "https://s.test/g/12/featured", Reason: "off-topic", Summary: "s"}
	return map[string][]byte{
		"create":     create,
		"direct":     Create(direct, NoteObject(Note{Kind: "Note", ID: "https://w.test/o/6", AttributedTo: direct.Actor, To: direct.To, Context: direct.Context, Published: at, Content: "<p>dŵr</p>", Direct: true})),
		"leave":      Leave(direct, direct.Context),
		"update":     Update(act, NoteObject(note)),
		"update ref": Update(act, Ref("https://s.test/g/12")),
		"note":       NoteDocument(note),
		"delete":     Delete(act, "https://w.test/n/5", "Note", at),
		"like":       Like(act, "https://w.test/n/5", "👏"),
		"undo":       Undo(act, Ref("https://w.test/l/5")),
		"follow": Follow(FollowRequest{ID: "https://w.test/f/1", Actor: "https://w.test/u/31", Group: "https://s.test/g/12", Reason: "r",
			Answers: []Answer{{"q1", "because"}}, Presentation: []byte(`{"type":["VerifiablePresentation"]}`)}),
		"invite":     Invite(Invitation{ID: "https://s.test/i/1", Group: "https://s.test/g/12", Person: "https://w.test/u/31", Role: "guest", EndTime: at}),
		"accept":     Accept(act, "https://w.test/f/1", "", MembershipRecord(Membership{ID: "https://s.test/g/12/m/3", Group: "https://s.test/g/12", Member: "https://w.test/u/31", Role: "member", Start: at, End: at, Epoch: 1, Version: 3})),
		"reject":     Reject(act, "https://w.test/f/1", "not-eligible", "Sorry"),
		"remove":     RemoveMember(Removal{ID: "https://s.test/r/1", Group: "https://s.test/g/12", Member: "https://w.test/u/31", Members: "https://s.test/g/12/members", Epoch: 1, Version: 4, Reason: "credential-revoked"}),
		"agreement":  agreement,
		"offer":      Offer(act, agreement),
		"announce":   Announce(AnnounceFields{ID: "https://s.test/g/12/log/1/42", To: []string{"https://s.test/g/12/members"}, Header: header}, create),
		"unchained":  Announce(AnnounceFields{ID: "https://s.test/x/1", To: []string{Public}, Header: LogHeader{Group: "https://s.test/g/12"}}, create),
		"key record": KeyRecordDocument(KeyRecord{ID: "https://b.test/k/1", Issuer: "https://b.test/issuer", Subject: "https://b.test/u/31", Key: "https://b.test/u/31#ed25519-1", Multibase: "z6Mk", Start: at, RevokedFrom: at}),
		"receipt":    ReceiptRecord(Receipt{ID: "https://b.test/p/1", Issuer: "https://b.test/issuer", Group: "https://s.test/g/12", Cause: "https://s.test/r/1", Digest: "sha-256:00", Published: at, BackupsUntil: at}),
		"link":       LinkRecord(Link{ID: "https://s.test/l/1", From: "https://s.test/g/12", To: "https://w.test/g/2", Kind: "sister", Effects: []string{"directory"}, Start: at}),
		"log page":   LogPageDocument(LogPage{ID: "https://s.test/g/12/log?epoch=1&after=41", PartOf: "https://s.test/g/12/log", Head: Position{1, 90, "sha-256:cc"}, Items: [][]byte{header.Withheld("deleted")}, Next: "https://s.test/g/12/log?epoch=1&after=42"}),
		"collection": Collection("https://s.test/g/12/members", "https://s.test/g/12/members?page=1", 0),
		"page":       CollectionPage("https://s.test/g/12/members?page=1", "https://s.test/g/12/members", [][]byte{MemberItem(Member{ID: "https://w.test/u/31", Name: "Sample", Role: "member"})}, ""),
		"items":      Items("https://s.test/g/12/stamps", [][]byte{stamp}),
		"add":        Add(decision), "take": Remove(decision), "lock": Lock(decision),
		"flag": Flag(Report{ID: "https://w.test/r/1", Issuer: "https://w.test/issuer", Group: "https://s.test/g/12", Object: "https://w.test/n/5", Reason: "unkind", Content: "c", Published: at}),
	}
}

func actors() map[string][]byte {
	person := Person{ID: "https://w.test/u/31", Inbox: "https://w.test/u/31/inbox", SharedInbox: "https://w.test/inbox", Keys: keys, Credential: "https://w.test/u/31/credential", Name: "Sample", PreferredUsername: "sample", Biography: "<p>b</p>", Post: "Head", School: "Sample School", Phases: []string{"primary"},
		AskMe: []string{"ferries"}, Languages: []string{"cy", "en"}, HeadSince: 2014, Contact: "community"}
	return map[string][]byte{
		"issuer": IssuerActor(Issuer{ID: "https://w.test/issuer", PreferredUsername: "issuer", Name: "Wales", Inbox: "https://w.test/issuer/inbox", SharedInbox: "https://w.test/inbox", Keys: keys, Communities: "https://w.test/communities"}),
		"person": PersonKeys(person), "profile": PersonProfile(person),
		"stub": GroupStub(group), "listed": GroupListed(group), "full": GroupFull(group),
	}
}

func TestBuildersMakeOurForm(t *testing.T) {
	t.Parallel()
	check := func(name string, body []byte, context string) {
		d, err := Decode(body)
		if err != nil {
			t.Errorf("%s: %v\n%s", name, err, body)
			return
		}
		if err := CheckForm(d, context); err != nil {
			t.Errorf("%s: %v\n%s", name, err, body)
		}
		if err := CheckVocabulary(d); err != nil {
			t.Errorf("%s: %v\n%s", name, err, body)
		}
		var tight bytes.Buffer
		if json.Compact(&tight, body) != nil || !strings.Contains(name, "items") && tight.String() != string(body) {
			t.Errorf("%s is not compact", name)
		}
	}
	for name, body := range documents() {
		check(name, body, Context)
	}
	for name, body := range actors() {
		check(name, body, ActorContext)
	}
	for name, body := range documents() {
		if again := documents()[name]; !bytes.Equal(body, again) {
			t.Errorf("%s differs from call to call", name)
		}
	}
}

func TestCreateReadsBack(t *testing.T) {
	t.Parallel()
	d, err := Decode(Create(act, NoteObject(note)))
	if err != nil {
		t.Fatal(err)
	}
	o := d.Object()
	if d.Type() != "Create" || d.Actor() != act.Actor || o.Content() != note.Content || o.Name() != note.Name ||
		o.Language() != "cy" || o.InReplyTo() != note.InReplyTo || o.Context() != note.Context || o.Audience() != note.Audience {
		t.Errorf("%s", d.Raw())
	}
	if p, ok := o.Published(); !ok || !p.Equal(at.Truncate(time.Second)) {
		t.Errorf("published %v", p)
	}
	if diff := cmp.Diff(note.Tags, o.Tags()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(note.Attachments, o.Attachments()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"https://s.test/u/2"}, o.Mentions()); diff != "" {
		t.Error(diff)
	}
}

func TestNormativeForms(t *testing.T) {
	t.Parallel()
	ctx := `{"@context":` + Context + `,`
	docs := documents()
	tests := map[string]string{
		"remove":     ctx + `"id":"https://s.test/r/1","type":"Remove","actor":"https://s.test/g/12","to":["https://w.test/u/31"],"object":"https://w.test/u/31","target":"https://s.test/g/12/members","hr:epoch":1,"hr:version":4,"hr:reason":"credential-revoked"}`,
		"key record": ctx + `"id":"https://b.test/k/1","type":"hr:KeyRecord","attributedTo":"https://b.test/issuer","hr:subject":"https://b.test/u/31","hr:key":"https://b.test/u/31#ed25519-1","publicKeyMultibase":"z6Mk","startTime":"2026-09-01T07:30:00Z","hr:revokedFrom":"2026-09-01T07:30:00Z"}`,
		"log page":   ctx + `"id":"https://s.test/g/12/log?epoch=1&after=41","type":"OrderedCollectionPage","partOf":"https://s.test/g/12/log","hr:head":{"hr:epoch":1,"hr:seq":90,"hr:hash":"sha-256:cc"},"hr:keys":[],"orderedItems":[{"hr:group":"https://s.test/g/12","hr:epoch":1,"hr:seq":42,"hr:prev":"sha-256:aa","hr:digest":"sha-256:bb","published":"2026-09-01T07:30:00Z","hr:withheld":"deleted"}],"next":"https://s.test/g/12/log?epoch=1&after=42"}`,
		"leave":      ctx + `"id":"https://w.test/a/8","type":"Leave","actor":"https://w.test/u/31","to":["https://s.test/u/2"],"context":"https://w.test/conversations/5","published":"2026-09-01T07:30:00Z","hr:direct":true,"object":"https://w.test/conversations/5"}`,
		"reject":     ctx + `"id":"https://s.test/g/12/a/7","type":"Reject","actor":"https://s.test/g/12","to":["https://w.test/u/31"],"object":"https://w.test/f/1","hr:reason":"not-eligible","summary":"Sorry"}`,
	}
	for name, want := range tests {
		if diff := cmp.Diff(want, string(docs[name])); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	stub, _ := Decode(actors()["stub"])
	if diff := cmp.Diff([]string{"@context", "id", "type", "inbox", "publicKey", "assertionMethod", "authentication", "hr:keys"}, stub.Names()); diff != "" {
		t.Errorf("stub: %s", diff)
	}
	for _, secret := range []string{"members", "hr:log", "hr:stamps", "hr:reach"} {
		if listed, _ := Decode(actors()["listed"]); listed.Has(secret) {
			t.Errorf("listed shows %s", secret)
		}
	}
}

func TestSplicesAreUnchanged(t *testing.T) {
	t.Parallel()
	inner := []byte("{ \"id\" :\"https://w.test/a/1\",\n\"type\":\"Create\", \"content\":\"\\u00e9\\/<&>\u2028\", \"n\":1.0,\"to\":[ ] }")
	body := Announce(AnnounceFields{ID: "https://s.test/l/1", To: []string{"https://s.test/m"}, Header: header}, inner)
	d, err := Decode(body)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(d.Object().Raw(), inner) {
		t.Errorf("inner became %s", d.Object().Raw())
	}
	if h, ok := d.LogHeader(); !ok || h != header {
		t.Errorf("header %+v", h)
	}
	accept, _ := Decode(Accept(act, "https://w.test/f/1", "", stamp))
	if !bytes.Equal(accept.Result().Raw(), stamp) {
		t.Error("stamp changed")
	}
	page, _ := DecodePage(LogPageDocument(LogPage{ID: "i", PartOf: "p", Keys: [][]byte{stamp}, Items: [][]byte{body, header.Withheld("issuer")}}))
	if items := page.Raws("orderedItems"); len(items) != 2 || !bytes.Equal(items[0], body) || !bytes.Equal(page.Raws("hr:keys")[0], stamp) {
		t.Error("page changed")
	}
	if h, ok := page.Subs("orderedItems")[1].LogHeader(); !ok || h != header {
		t.Errorf("withheld header %+v", h)
	}
}

func TestRecordsReadBack(t *testing.T) {
	t.Parallel()
	when := at.Truncate(time.Second).UTC()
	m := Membership{ID: "https://s.test/m/3", Group: "https://s.test/g/12", Member: "https://w.test/u/31", Role: "guest",
		Start: when, End: when.Add(time.Hour), Epoch: 1, Version: 3, HistoryFrom: when, LogFrom: Position{1, 12, ""},
		Head: Position{1, 41, "sha-256:dd"}, Scope: []string{"https://s.test/t/1"}, Sponsor: "https://s.test/u/1"}
	d, _ := Decode(MembershipRecord(m))
	if got, ok := d.Membership(); !ok || !cmp.Equal(m, got) {
		t.Error(cmp.Diff(m, got))
	}
	k := KeyRecord{ID: "https://b.test/k/1", Issuer: "https://b.test/issuer", Subject: "https://b.test/u/31", Key: "https://b.test/u/31#1", Multibase: "z6Mk", Start: when}
	d, _ = Decode(KeyRecordDocument(k))
	if got, ok := d.KeyRecord(); !ok || !cmp.Equal(k, got) {
		t.Error(cmp.Diff(k, got))
	}
	bad, _ := Decode(bytes.Replace(d.Raw(), []byte(`"startTime":"`), []byte(`"endTime":"soon","startTime":"`), 1))
	if _, ok := bad.KeyRecord(); ok {
		t.Error("a bad endTime passed as none")
	}
	full, _ := Decode(GroupFull(group))
	if diff := cmp.Diff(group.Questions, full.Questions()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(group.Reach, full.Reach()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]PublicKey{keys.Public}, full.PublicKeys()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(keys.Multi, full.Multikeys("authentication")); diff != "" {
		t.Error(diff)
	}
	issuer, _ := Decode(actors()["issuer"])
	if !issuer.Implements(ClosedGroups) || issuer.Implements("x") || issuer.SharedInbox() != "https://w.test/inbox" {
		t.Error("issuer")
	}
}

func TestBuilderStrings(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"a\"b\\c\n\r\t\x01\u2028<&>é😀": "", "bad\xff\xfe utf": "bad\ufffd\ufffd utf", "nul\x00": "nul\ufffd", "": "",
	} {
		if want == "" {
			want = in
		}
		d, err := Decode(Build("").Str("content", in).Bytes())
		if err != nil || d.Content() != want {
			t.Errorf("%q: %q, %v", in, d.Content(), err)
		}
	}
}

func TestDiscovery(t *testing.T) {
	t.Parallel()
	for _, body := range [][]byte{
		NodeInfoDocument(NodeInfo{Software: "headroom", Version: "0.1.0", Repository: "https://example.test/headroom", Name: "Wales"}, "2.1"),
		NodeInfoDocument(NodeInfo{Software: "headroom", Version: "0.1.0"}, "2.0"),
		NodeInfoLinks("https://w.test/nodeinfo/2.0", "https://w.test/nodeinfo/2.1", "https://w.test/issuer"),
		WebFinger("acct:sample@w.test", "https://w.test/u/31", "https://w.test/@sample"),
	} {
		if !json.Valid(body) {
			t.Errorf("%s", body)
		}
	}
	if d, _ := Decode(NodeInfoDocument(NodeInfo{Repository: "https://example.test"}, "2.0")); d.Sub("software").Has("repository") {
		t.Error("2.0 has no repository")
	}
	if !bytes.Contains(HostMeta("https://w.test"), []byte(`template="https://w.test/.well-known/webfinger?resource={uri}"`)) {
		t.Error("host-meta")
	}
}

func TestCheckFormRefuses(t *testing.T) {
	t.Parallel()
	good := string(Create(act, NoteObject(note)))
	tests := map[string][2]string{
		"context":        {`"https://w3id.org/security/data-integrity/v2",`, ``},
		"id":             {`"id":"https://s.test/g/12/a/7"`, `"id":"/a/7"`},
		"fragment":       {`"id":"https://s.test/g/12/a/7"`, `"id":"https://s.test/g/12#a"`},
		"type":           {`"type":"Create"`, `"type":["Create","Like"]`},
		"actor":          {`"actor":"https://s.test/g/12"`, `"actor":{"id":"https://s.test/g/12"}`},
		"no array":       {`"to":["https://w.test/u/31"]`, `"to":"https://w.test/u/31"`},
		"object in to":   {`"to":["https://w.test/u/31"]`, `"to":[{"id":"https://w.test/u/31"}]`},
		"author":         {`"attributedTo":"https://w.test/u/31"`, `"attributedTo":["https://w.test/u/31"]`},
		"null author":    {`"attributedTo":"https://w.test/u/31"`, `"attributedTo":null`},
		"time":           {`"published":"2026-09-01T07:30:00Z"`, `"published":"2026-09-01T07:30:00.5Z"`},
		"tag":            {`"tag":[{"type":"Mention","href":"https://s.test/u/2","name":"@sample"}]`, `"tag":{}`},
		"object's id":    {`"id":"https://w.test/n/5"`, `"id":""`},
		"host in letter": {`"attributedTo":"https://w.test/u/31"`, `"attributedTo":"https://W.test/u/31"`},
	}
	for name, change := range tests {
		body := strings.Replace(good, change[0], change[1], 1)
		d, err := Decode([]byte(body))
		if err != nil || body == good {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if CheckForm(d, Context) == nil {
			t.Errorf("%s passes", name)
		}
	}
}

func TestCheckVocabulary(t *testing.T) {
	t.Parallel()
	for body, ok := range map[string]bool{
		`{"type":"Video","id":"https://a.test/1","duration":""}`:                true,
		`{"type":"Create","object":{"type":"Note","object":[{"duration":""}]}}`: true,
		`{"type":"hr:Membership"}`:                                              true, `{"type":"EmojiReact"}`: true, `{"type":["X"]}`: true, `{}`: false,
	} {
		d, err := Decode([]byte(body))
		if err != nil {
			t.Fatal(err)
		}
		if err := CheckVocabulary(d); (err == nil) != ok {
			t.Errorf("%s: %v", body, err)
		}
	}
}
