package mutants

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// mutant takes one check away: old must stand exactly once in file.
type mutant struct {
	name, file, old, new string
	tests                []string
}

var (
	wire    = []string{"./internal/adversary"}
	story   = []string{"./internal/adversary", "./internal/clustertest"}
	domain  = []string{"./community", "./internal/adversary"}
	visits  = []string{"./community"}
	tokens  = []string{"./federation/signon"}
	origins = []string{"./federation", "./internal/adversary"}
	open    = []string{"./internal/clustertest", "-run", "TheWorld|Strangers|Forged|SaidYes|Linked|ALinkEnds|Anothers|AClosedInstance"}
	streams = []string{"./clientapi", "-run", "WebSocket|ATag"}
)

var mutants = []mutant{
	{"a client of a WebSocket says as much as it likes", "clientapi/websocket.go", "h.Length > int64(socketMost-len(s.parts)) {", "h.Length > 1<<30 {", streams},
	{"a client of a WebSocket keeps to no rules", "clientapi/websocket.go", "if err := ws.CheckHeader(h, state); err != nil {", "if err := ws.CheckHeader(h, state); false {", streams},
	{"a silent client of a WebSocket is there for ever", "clientapi/websocket.go", "if s.silent.Add(1) > socketSilent {", "if s.silent.Add(1) < 0 {", streams},
	{"a tag's stream has every post", "clientapi/streaming_post.go", "return slices.Contains(p.tags, community.TagName(ch.arg)), nil", "return len(p.tags) >= 0, nil", streams},
	{"a tag's stream has who is muted", "clientapi/streaming_tell.go", "if card.Folded && ch.name != \"list\" {", "if card.Folded && ch.name == \"user\" {", streams},
	{"the world follows closed communities", "community/policy/communities.go", "case f.Asker == Anonymous && f.Access == Open && f.PublicFed:",
		"case f.Asker == Anonymous && f.PublicFed:", open},
	{"anybody elsewhere takes a like back", "community/outside_door.go", "_, err := tx.OutsideLike(d.Post, d.Known.ID)", "var err error", open},
	{"anybody elsewhere changes what a linked account wrote", "community/outside_words.go", "if linked.Actor != act.Actor {", "if false {", open},
	{"an account is linked without its code", "community/outside_accounts.go",
		"if !slices.ContainsFunc(actor.Words, func(text string) bool { return strings.Contains(text, a.Code) }) {", "if false && slices.Contains(actor.Words, \"\") {", open},
	{"a link outlives the headship", "community/records.go", "if err := s.endAccounts(tx, p, by); err != nil {", "if err := error(nil); err != nil {", open},
	{"a post of a linked account comes back after its deletion", "community/outside_words.go", "if _, err := tx.LinkedPost(act.Object); !IsNotFound(err) {",
		"if _, err := tx.LinkedPost(act.Object); false {", open},
	{"a signature is not verified", "federation/authenticate.go",
		"if err := s.verify(presented, r, body, key); err != nil {", "if false {", wire},
	{"the signer need not be the actor", "federation/origin.go",
		"if actor == \"\" || actor != signer || !vocab.SameOrigin(doc.ID(), actor) {", "if actor == \"\" {", origins},
	{"a created object may be another's", "federation/origin.go",
		"if object == nil || object.AttributedTo() != actor || !vocab.SameOrigin(object.ID(), actor) {", "if object == nil {", origins},
	{"an author's proof is not verified", "federation/inbox.go",
		"if err := signed.Verify(ed25519.PublicKey(key.Public)); err != nil {", "if false {", wire},
	{"a proof may be by any key", "federation/inbox.go",
		"if signed.Proof.VerificationMethod != key.IRI || key.Owner != actor || signed.Proof.Purpose != sign.AssertionMethod {",
		"if key.Owner != actor {", wire},
	{"an announcement may carry other bytes than its digest", "federation/receive.go",
		"if err != nil || signed.Hash() != h.Digest {", "if err != nil {", wire},
	{"an announced activity's proof is not verified", "federation/receive.go",
		"if err := signed.Verify(pub); err != nil || CheckOrigin(inner.Actor(), inner) != nil || inner.Audience() != h.Group {",
		"if pub == nil {", wire},
	{"a presentation may be old, or made for another", "federation/inbox.go",
		"p, err := credential.VerifyPresentation(raw, ed25519.PublicKey(from.Key.Public), from.Actor, group, follow, s.now())",
		"p, err := credential.ReadPresentation(raw)", wire},
	{"a thread may have any context", "federation/inbox.go",
		"if in.Context != credential.ThreadContext(doc.Audience()+\"/threads/\", in.Object) {", "if false {", wire},
	{"policy is not asked about contributions", "community/contribution.go",
		"return refuse(policy.Decide(action, f))", "_ = action\n\treturn nil", domain},
	{"anybody may edit anybody's post", "community/effects.go",
		"if post.CommunityID != c.ID || post.AuthorIRI != author.IRI {", "if post.CommunityID != c.ID {", domain},
	{"anybody may take back anybody's reaction", "community/effects.go",
		"if r.PersonID != by.ID {", "if false {", domain},
	{"a visit to a sign-on service may be finished in any browser", "community/signon.go",
		"case t.ApplicationID != a.ID || !slices.Equal(t.Session, tokenHash(session)):", "case t.ApplicationID != a.ID:", visits},
	{"a visit to a sign-on service may be finished twice", "community/signon.go", "case !t.UsedAt.IsZero():", "case t.UsedAt.IsZero() && false:", visits},
	{"one account of a sign-on service serves many", "community/signon.go", "if len(others) > 0 {", "if len(others) > 99 {", visits},
	{"a sign-on service may speak for any school", "community/signon.go",
		"!slices.ContainsFunc(schools, func(id string) bool { return plain(id) == plain(a.Register) }):", "false:", visits},
	{"an ID token may have any nonce", "federation/signon/token.go",
		"case subtle.ConstantTimeCompare([]byte(token.Nonce), []byte(secrets.Nonce)) != 1:", "case subtle.ConstantTimeCompare(nil, nil) != 1:", tokens},
	{"UserInfo may be about anybody", "federation/signon/token.go", "if info.Subject != subject {", "if false {", tokens},
	{"a browser may be sent anywhere", "federation/signon/services.go", "!s.mayGo(one, address)", "false", tokens},
	{"a chain may break", "community/announcement.go",
		"\t\tcase !back:\n\t\t\treturn s.forked(tx, c, e)\n\t\t}",
		"\t\t}", wire},
	{"a revoked credential ends nothing", "community/status.go",
		"if err := s.endOn(tx, rec, \"credential-revoked\", l.Issuer); err != nil {", "if err := error(nil); err != nil {", story},
	{"an older status list is as good as a newer one", "community/status.go",
		"if l.ValidFrom.Before(old.ValidFrom) {", "if false {", story},
	{"a revoked credential may be presented anew", "community/status.go",
		"if rec.Index/8 < int64(len(l.Bits)) && !l.isSet(rec.Index) {", "if rec.Index >= 0 {", domain},
	{"a suspended credential is as good as another", "community/facts.go",
		"case !c.SuspendedAt.IsZero() && now.Before(c.ValidUntil):", "case false:", domain},
	{"a suspension holds no membership", "community/status.go",
		"err = s.hold(tx, m, p, l.Issuer)", "err = nil", story},
	{"an issuer's new key counts before it is confirmed", "community/keytimes.go",
		"return !k.Waiting && k.RevokedFrom.IsZero()", "return k.RevokedFrom.IsZero()", story},
	{"a key counts without a record of its issuer", "federation/rotation.go",
		"if err := attest(&k, records); err != nil {", "if err := attest(&k, records); err != nil && false {", wire},
	{"a new agreement keeps the keys of the one before", "community/peerkeys.go",
		"ends(&k.EndAt, &k.RevokedFrom, now, now)", "_ = now", story},
	{"an issuer's old key counts for ever on a peer", "community/issuerkeys.go",
		"ends(&old.EndAt, &old.RevokedFrom, k.StartAt.Add(issuerOverlap), time.Time{})", "_ = time.Time{}", story},
	{"a lost key is good on a log page", "federation/authorkey.go",
		"good = good && (r.Public != multi || r.CountedAt(at))", "_, _ = r, multi", wire},
	{"a key that is over voids what was accepted before", "federation/authorkey.go",
		"good := found.key.CountedAt(at)", "good := found.key.Counts(s.now())", story},
	{"one operator alone confirms a key", "community/issuerkeys.go",
		"case k.ComparedBy == v.name(nil):", "case false:", story},
	{"invitations outlive who issued them", "community/verification.go",
		"return s.useUp(tx, append(slices.Clone(all), issued...))", "return s.useUp(tx, append(slices.Clone(all), issued[:0]...))", []string{"-run=TestAnInvitationEnds", "./community"}},
	{"an expired credential ends no session", "community/endings.go",
		"if err := s.endAccess(tx, p); err != nil {", "if err := error(nil); err != nil {", story},
	{"a lost key counts on", "community/rotation.go",
		"end, revoked = now, now", "", story},
	{"a key in its overlap survives the loss of its successor", "community/rotation.go",
		"if ending, err = s.counting(tx, owner); err != nil {", "if err != nil {", story},
	{"an end of a key is taken back", "community/remember.go",
		"ends(&k.EndAt, &k.RevokedFrom, have.EndAt, have.RevokedFrom)", "_ = have", story},
	{"what is announced goes to servers without members", "federation/deliver.go",
		"if !may {", "if may && false {", story},
	{"a stamp may have lapsed", "federation/receive.go",
		"if err != nil || !st.Current(s.now()) {", "if err != nil {", wire},
	{"a guest's home is sent what it has no guest for", "federation/guests.go",
		"if len(to) == 0 {", "if false {", []string{"-run=TestWhatWaitsForAGuest", "./internal/clustertest"}},
	{"a guest's home takes the log", "community/announcement.go",
		"case m.Role == policy.Guest:", "case false:", []string{"-run=TestAHomeOfGuests", "./internal/clustertest"}},
	{"a guest speaks under any byline", "community/contribution.go",
		"if in.Note != nil && in.Note.Byline.Role != roleName(policy.Guest) {", "if false {", wire},
	{"a stamp makes a guest a member", "community/inbound_home.go",
		"if (in.Role == policy.Guest) != (m.Role == policy.Guest) {", "if false {", visits},
	{"guests stay while the clocks are apart", "community/wire.go",
		"return p.Skew > skewMost || p.Skew < -skewMost", "return false", []string{"./internal/clustertest"}},
	{"a post may be deleted before it comes by anybody of its host", "community/effects.go",
		"if t, err := tx.Tombstone(in.Object); err == nil && t.Author == in.Actor {", "if _, err := tx.Tombstone(in.Object); err == nil {",
		[]string{"-run=TestDeletedBeforehand", "./internal/adversary"}},
	{"a reaction may be taken back before it comes by anybody", "community/effects.go",
		"if t, err := tx.Tombstone(in.Activity); err == nil && t.Author == in.Actor {", "if _, err := tx.Tombstone(in.Activity); err == nil {",
		[]string{"-run=TestUndoneBeforehand", "./internal/adversary"}},
	{"the form of reports is kept by caches", "web/admission.go",
		"view.Number = formNumber(r.URL.Query(), \"number\")\n\treturn s.render(", "view.Number = formNumber(r.URL.Query(), \"number\")\n\ts.briefly(w, r)\n\treturn s.render(",
		[]string{"-run=TestSecrets/cache", "./internal/leaktest"}},
	{"a form that breaks off comes back as it was", "web/form.go", "t.values.Add(name, validText(string(text)))", "t.values.Add(name, string(text))",
		[]string{"-run=FuzzForm", "./web"}},
	{"a peer may have us look for keys without end", "federation/keybudget.go",
		"b.spent[host] >= missesPerMinute && left > 0 && left <= missTime", "b.spent[host] < 0 && left > 0", []string{"-run=TestKeysThatAreNowhere", "./internal/adversary"}},
	{"a guest keeps what a member's home held", "community/records.go",
		"m.Person.Local && m.State != policy.Pending && m.Role != policy.Guest {", "m.Person.Local && m.State != policy.Pending {", []string{"./internal/clustertest"}},
	{"a moderator's act is anybody's", "community/moderation_host.go",
		"return c, p, s.DecideOn(tx, Viewer{Person: p.ID, Host: p.Host}, c, in.action(), nil)", "return c, p, nil", []string{"./internal/adversary"}},
	{"a file may be other bytes than was said", "federation/filing.go",
		"if int64(len(res.Body)) != a.Size || sign.HashBytes(res.Body) != a.Digest || http.DetectContentType(res.Body) != a.MediaType {", "if int64(len(res.Body)) > a.Size && sign.HashBytes(nil) == http.DetectContentType(nil) {",
		[]string{"-run=TestAnotherPicture", "./internal/clustertest"}},
	{"a newcomer is shown what was begun before", "community/history.go",
		"return from.IsZero() || t.RootID != 0 && !t.CreatedAt.Before(from)", "return true", []string{"-run=TestNewcomersRead", "./internal/clustertest"}},
	{"a newcomer's server is served the whole log", "community/history.go",
		"case low == (Position{}) || p.Before(low):\n\t\t\tlow = p", "default:\n\t\t\tlow, _ = Position{1, 1}, p", []string{"-run=TestNewcomersRead", "./internal/clustertest"}},
	{"a receipt of anybody's making counts", "federation/agreement.go",
		"if _, err := checkProof(result.Raw(), from.Actor, from.Key); err != nil {", "if _, err := checkProof(result.Raw(), from.Actor, from.Key); false {", []string{"-run=TestAReceiptSpeaks", "./internal/clustertest"}},
	{"members are in again after a restore", "community/restored.go",
		"if err := s.holdMembers(tx, c); err != nil {", "if false {", []string{"-run=PutBackWaits", "./internal/clustertest"}},
	{"a post takes a draft that its writer did not see", "community/drafts.go",
		"if unseen(d, w.in) && !strings.Contains(w.in.Body, d.Body) {", "if unseen(d, w.in) && strings.Contains(w.in.Body, \"\\x00\") {", []string{"-run=TestAPostTakesNoDraft", "./community"}},
	{"the world is shown who has not agreed", "community/outside.go",
		"f.Hosted, f.PostsOpen = true, err == nil", "f.Hosted, f.PostsOpen = true, true", []string{"-run=TestOnlyWhoSaidYes", "./internal/clustertest"}},
	{"the world is shown what was written before its author agreed", "community/outside.go",
		"if err == nil && p.CreatedAt.Before(since) {", "if err == nil && since.IsZero() {", []string{"-run=TestOnlyWhoSaidYes|TestTheWorld", "./internal/clustertest"}},
	{"software from outside speaks for any actor", "federation/outside_inbox.go",
		"if s.verifyOutside(r, body, p, by) != nil {", "if false {", []string{"-run=TestForgedKeys|TestStrangers", "./internal/clustertest"}},
}

// TestMutantsFollowTheCode finds what each mutant takes away, once, in its file.
func TestMutantsFollowTheCode(t *testing.T) {
	t.Parallel()
	for _, m := range mutants {
		code, err := os.ReadFile(filepath.Join("..", "..", m.file))
		if err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(string(code), m.old); n != 1 {
			t.Errorf("%s: %q stands %d times in %s", m.name, m.old, n, m.file)
		}
	}
}
