package adversary

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// catalogue says where each class of attack that is known from other software
// (by the numbers of the project's catalogue) is tried here, or why not. An
// entry is a table of this package ("joins"), one case of it ("joins: nothing
// shown"), a test of this package ("TestReplay"), a test elsewhere
// ("federation/fetch.TestRebinding"), a mutant ("mutant: a chain may break"), a
// file in e2e ("e2e/hostile.test.mjs"), or an explanation, which begins with a
// dash.
var catalogue = map[string][]string{
	// What must not leave.
	"SEC-001": {"internal/leaktest.TestSecrets", "internal/leaktest.TestEveryRouteIsListed", "internal/leaktest.TestProbe"},
	"SEC-002": {"internal/leaktest.TestSecrets", "internal/leaktest.TestOpenToTheWorld", "internal/clustertest.TestStrangersCauseNothing"},
	"SEC-003": {"internal/leaktest.TestSecrets"},
	"SEC-006": {"internal/leaktest.TestProbe", "- There are no feeds; the probe asks for them all the same."},
	"SEC-008": {"internal/leaktest.TestSecrets"},
	"SEC-009": {"internal/leaktest.TestSecrets", "community.TestSearchRowsMayBeRead"},
	"SEC-011": {"- There are no exports yet; the probe asks for their addresses all the same."},
	"SEC-012": {"internal/leaktest.TestSecrets"},
	"SEC-015": {"community.TestAudienceIsTheDeliverySet", "internal/clustertest.TestNothingIsSentAfterTheLastMember", "mutant: what is announced goes to servers without members"},
	"SEC-017": {"places", "internal/clustertest.TestStrangersCauseNothing", "people: an Announce by a person"},
	"SEC-018": {"places: to the public", "places: to the public as well", "places: to the public, abbreviated", "places: a copy to the public", "places: an edit that is public"},
	"SEC-019": {"places: to a stranger", "community.TestMentionMatches"},
	"SEC-020": {"private", "internal/leaktest.TestSecrets", "people: a Create by somebody who is not verified"},
	"SEC-021": {"web.TestStreamsEnd", "web.TestWhoMayListen"},
	"SEC-022": {"community.TestRevokeEndsEverything", "internal/clustertest.TestEveryDoorIsShut"},
	"SEC-023": {"internal/clustertest.TestRevocationEndsAccessEverywhere", "internal/clustertest.TestWhatTheHostEndsLapsesAtHome"},
	"SEC-024": {"community.TestAGuestsTimeEndsToTheSecond", "internal/clustertest.TestAGuestsEndIsTheHostsSecond"},
	"SEC-025": {"guests", "web.TestBadInput"},
	"SEC-026": {"groups: an Accept without a stamp", "groups: a stamp by another's key"},
	"SEC-027": {"groups"},
	"SEC-029": {"joins", "aliases", "TestAtOnce"},
	"SEC-030": {"evictions", "joins: a neighbour's request, withdrawn", "people: a Remove of a member"},
	"SEC-031": {"people: an Add of oneself to the moderators", "people: an Update of the community", "evictions: an Add of a neighbour to the moderators",
		"people: a Lock by a member", "evictions: a Delete of the community by a member"},
	"SEC-033": {"joins", "aliases: a credential changed after it was signed", "TestRevokedCredential", "federation/credential.TestVerifyRefuses"},
	"SEC-034": {"people: a Move"},

	// Nobody speaks for another.
	"SEC-036": {"signatures: no signature", "internal/leaktest.TestSecrets"},
	"SEC-037": {"internal/clustertest.TestForgedKeys", "origins: the actor is a neighbour", "signatures: the key of a neighbour", "signatures: by a neighbour who is not the actor", "mutant: the signer need not be the actor"},
	"SEC-038": {"internal/clustertest.TestForgedKeys", "TestAKeyElsewhere", "TestKeysWithoutARecord"},
	"SEC-041": {"signatures: the digest not covered", "signatures: no digest", "signatures: another body", "federation/sign.FuzzDigest"},
	"SEC-044": {"signatures: a date six minutes old", "signatures: a date six minutes ahead", "signatures: no date", "hours"},
	"SEC-045": {"TestReplay", "TestReplayAfterARestart", "TestAtOnce"},
	"SEC-046": {"signatures: two signatures", "signatures: a key id twice", "signatures: Authorization beside it", "signatures: HMAC with the public key", "hours: two kinds of signature",
		"federation/sign.TestCheckPublicKeyRefuses", "federation/sign.TestSmallOrderKeys", "federation/sign.TestLargestKeysAreCheap"},
	"SEC-048": {"bodies: @graph", "bodies: @id", "bodies: @included", "origins: an @context to be fetched", "origins: a type that is a list", "masses: a neighbour's signature inside"},
	"SEC-050": {"origins: an id of another origin", "TestAnotherBody"},
	"SEC-051": {"TestAKeyElsewhere", "TestKeysWithoutARecord"},
	"SEC-052": {"origins: an object of another host", "- Of a post's url nothing is kept or shown: it is known by its id."},
	"SEC-053": {"bodies: another content type", "bodies: a content type that begins alike", "federation/fetch.TestContentTypes"},
	"SEC-054": {"internal/clustertest.TestNobodyLinksAnothersAccount", "authors", "origins: attributed to a neighbour", "origins: attributed to a member of the host", "origins: attributed to two"},
	"SEC-055": {"internal/clustertest.TestALinkedAccountPosts", "internal/clustertest.TestAnothersWords", "people: an Update of a neighbour's post", "people: a Delete of a neighbour's post", "people: an Undo of a neighbour's Like", "mutant: anybody may edit anybody's post"},
	"SEC-056": {"TestWhoSaysThatACommunityReadsOtherwise", "announcements: an Update by somebody else", "groups: an Update of another community", "evictions: an Update of a neighbour", "evictions: an Update of a member of the host"},
	"SEC-057": {"people: a Delete of a post of the host's", "TestDeletedBeforehand", "evictions: a Delete of a neighbour", "evictions: a Delete of a member of the host"},
	"SEC-058": {"announcements", "people: an Announce by a person"},
	"SEC-061": {"internal/clustertest.TestLikesFromTheWorldAreCounted", "TestUndoneBeforehand", "evictions: an Undo of an Undo", "evictions: an Undo of an Accept", "announcements: an Undo of somebody else's Like"},
	"SEC-064": {"internal/clustertest.TestALinkEnds", "TestSuspendedCredential", "internal/clustertest.TestAnAgreementLivesAndEnds", "internal/clustertest.TestEveryDoorToAPeerIsShut"},
	"SEC-065": {"origins: an object of the community's host that exists", "announcements: of a community of the host", "signatures: in the name of the host itself"},
	"SEC-066": {"spellings", "federation/vocab.TestHost", "federation/vocab.FuzzHost"},
	"SEC-067": {"community/text.TestShown", "federation/vocab.TestHost"},
	"SEC-068": {"federation.TestActorLink", "federation.FuzzWebFinger"},
	"SEC-069": {"internal/clustertest.TestAPersonsKeyIsReplaced", "internal/clustertest.TestALostKeyIsVoid", "TestAcceptedAfterALoss", "mutant: a key counts without a record of its issuer"},
	"SEC-070": {"evictions: a Delete of a neighbour", "- Nobody's actor is deleted by a message: a person ends with their credential. What a Delete of one asks for has no effect."},

	// Reach and takeover.
	"SEC-071": {"federation/fetch.TestControl", "federation/fetch.TestGuardAddresses", "origins: attachments elsewhere", "lists: a list under another host's address"},
	"SEC-072": {"federation/fetch.TestRedirects"},
	"SEC-073": {"federation/fetch.TestRebinding", "federation/fetch.TestAnswersOfTheResolver"},
	"SEC-074": {"federation/fetch.TestGuardAddresses", "federation/fetch.TestControl"},
	"SEC-076": {"federation/fetch.TestProductionIsHTTPSOnly", "federation/fetch.TestNothingIsContactedThatIsNoPeer"},
	"SEC-077": {"federation/fetch.TestSizes", "federation.TestActorLink"},
	"SEC-078": {"- There is no client interface yet: nobody is redirected with a code."},
	"SEC-079": {"- There is no client interface yet: no codes."},
	"SEC-080": {"federation/signon.TestBrowsersAreSentToTheService", "- Of our own there is no authorisation yet; where we are the client, PKCE is always used."},
	"SEC-081": {"- There is no client interface yet: no scopes. A token that nobody was given is tried on every page and document.", "internal/leaktest.TestSecrets"},
	"SEC-082": {"web.TestCrossOrigin", "web.TestHeaders"},
	"SEC-083": {"- There is no client interface yet: no tokens.", "internal/leaktest.TestSecrets"},
	"SEC-084": {"community/text.TestHostileHTML", "community/text.TestSanitize", "community/text.FuzzSanitize"},
	"SEC-085": {"web.TestBadInput", "community/text.TestShown"},
	"SEC-086": {"internal/files.TestImageRefuses", "web.TestPictures"},
	"SEC-087": {"internal/files.TestDiskRefusesWhatIsNoDigest", "web.FuzzForm"},
	"SEC-088": {"web.TestCrossOrigin", "web.TestBadInput"},
	"SEC-089": {"web.TestSessionCookie", "web.TestSessionsEnd"},
	"SEC-090": {"internal/httpx.TestMiddlewares", "signatures: for another host"},
	"SEC-091": {"internal/leaktest.TestSecrets", "community.TestUnconfirmedIsForItsAuthor"},
	"SEC-092": {"internal/leaktest.TestSecrets", "web.TestPagesByRole"},
	"SEC-093": {"internal/leaktest.TestSecrets", "internal/mail.TestSMTP", "internal/mailer.TestAPrivateRoomIsNotNamed"},
	"SEC-094": {"e2e/hostile.test.mjs", "aliases"},
	"SEC-095": {"community.TestWhatCountsOnceCountsOnceAtOnce", "web.TestAnApplicantIsInvitedByPicture", "community.TestSetPasswordEndsEverySession", "community.TestLinksLapse"},
	"SEC-096": {"bodies: more than 1 MiB", "bodies: more than 512 KiB to a group", "masses: packed"},
	"SEC-097": {"federation/fetch.TestSizes", "federation/fetch.TestSlowAnswer"},
	"SEC-098": {"internal/clustertest.TestHostileMails", "bodies: nested too deeply", "bodies: an endless nest", "bodies: an array too long", "masses"},
	"SEC-100": {"federation/fetch.TestBudget", "announcements: nothing inside"},
	"SEC-101": {"federation/fetch.TestRedirects"},
	"SEC-102": {"community/text.TestBait"},
	"SEC-103": {"internal/files.TestImageRefuses", "internal/files.FuzzImage", "lists: a list that inflates without end"},
	"SEC-104": {"- The server's time limits are those of net/http, set in internal/instance; thousands of slow clients are not tried."},
	"SEC-105": {"internal/clustertest.TestStrangersAreBounded", "TestKeysThatAreNowhere", "signatures: by an unknown host", "mutant: a peer may have us look for keys without end"},
	"SEC-106": {"TestBadMessagesInAnOpenWorld", "internal/clustertest.TestOneFetchOnFirstContact", "signatures: by an unknown host, of itself", "spellings"},
	"SEC-108": {"web.TestRateLimits"},
	"SEC-109": {"web.TestReportsAreBounded", "- Quotas of uploads and drafts are limits of each thing, not of the sum."},
	"SEC-111": {"internal/leaktest.TestSecrets", "internal/leaktest.TestProbe"},
	"SEC-112": {"internal/leaktest.TestSecrets"},
	"SEC-113": {"internal/leaktest.TestSecrets", "community.TestNobodyLearnsWhoHasAnAccount", "TestStrangersLearnNothing"},
	"SEC-115": {"evictions: a report in the name of a member of the host", "reports: a report in a member's name", "reports: a report to a community that its server has nobody in", "TestReportsAreBounded", "community.TestAPublicPostIsReportedWithoutAnAccount", "internal/clustertest.TestAnAppealOfAnothersPeopleIsNotTaken", "polls: a vote by who is no member", "TestAVoteIsCountedOnce", "TestBadVotesFromOutside", "internal/clustertest.TestAReportAcrossInstances", "signatures: by an unknown host"},
	"SEC-116": {"web.TestHeaders", "- Nothing outside is fetched for a post: there are no previews and no proxied pictures."},
	"SEC-117": {"internal/files.TestImageTurnsAndForgets"},
	"SEC-118": {"internal/leaktest.TestProbe", "internal/httpx.TestInternalErrorsAreLoggedWithTheIDShown"},
	"SEC-119": {"web.TestNextStaysHere"},
	"SEC-120": {"community/text.TestShown"},
}

// TestCatalogue holds the table above to what there is: every class is tried
// somewhere that exists, or explained.
func TestCatalogue(t *testing.T) {
	t.Parallel()
	tests := map[string]map[string]bool{}
	for number, places := range catalogue {
		if len(places) == 0 {
			t.Errorf("%s is neither tried nor explained", number)
		}
		for _, place := range places {
			if !exists(t, tests, place) {
				t.Errorf("%s: there is no %q", number, place)
			}
		}
	}
	for _, place := range []string{"TestNothing", "federation/fetch.TestNothing", "joins: nothing", "nothing", "mutant: nothing", "e2e/nothing.mjs", "nowhere.TestX", "-"} {
		if exists(t, tests, place) {
			t.Errorf("%q exists: this proves nothing", place)
		}
	}
}

// TestCatalogueIsWhole compares it with the catalogue itself, where that is.
func TestCatalogueIsWhole(t *testing.T) {
	t.Parallel()
	fixtures := os.Getenv("HEADROOM_FIXTURES")
	if fixtures == "" {
		t.Log("HEADROOM_FIXTURES names no directory: nothing to compare with")
		return
	}
	text, err := os.ReadFile(filepath.Join(fixtures, "docs", "security.md"))
	if err != nil {
		t.Fatal(err)
	}
	rows := regexp.MustCompile(`(?m)^\| (SEC-\d{3})`).FindAllStringSubmatch(string(text), -1)
	if len(rows) < 80 {
		t.Fatalf("the catalogue has %d rows", len(rows))
	}
	for _, row := range rows {
		if _, ok := catalogue[row[1]]; !ok {
			t.Errorf("%s is neither tried nor explained", row[1])
		}
	}
}

// exists tells whether an entry of the catalogue stands for something.
func exists(t *testing.T, tests map[string]map[string]bool, place string) bool {
	t.Helper()
	table, name, isCase := strings.Cut(place, ": ")
	switch {
	case strings.HasPrefix(place, "-"):
		return len(place) > len("- too short to explain anything")
	case strings.HasPrefix(place, "e2e/"):
		_, err := os.Stat(filepath.Join("..", "..", place))
		return err == nil
	case table == "mutant":
		text, err := os.ReadFile("../mutants/table_test.go")
		return err == nil && strings.Contains(string(text), `{"`+name+`", "`)
	case isCase:
		return slices.ContainsFunc(tables[table], func(c bad) bool { return c.name == name })
	case len(tables[place]) > 0:
		return true
	}
	at := strings.LastIndexByte(place, '.')
	dir := "internal/adversary"
	if at >= 0 {
		dir = place[:at]
	}
	if tests[dir] == nil {
		tests[dir] = testsIn(t, dir)
	}
	return tests[dir][place[at+1:]]
}

// testsIn are the names of the tests of a package.
func testsIn(t *testing.T, dir string) map[string]bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "..", dir, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, f := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), f, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range parsed.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil {
				names[fn.Name.Name] = true
			}
		}
	}
	return names
}
