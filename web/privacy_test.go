package web_test

import (
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"headroom/community"
)

// TestPrivacyNamesAllThatIsKeptOfASignOn holds the words on the page to what is
// stored: whoever keeps more says so there first, in every language.
func TestPrivacyNamesAllThatIsKeptOfASignOn(t *testing.T) {
	t.Parallel()
	// The first two say whose the rest is.
	said := []string{"ID", "ApplicationID", "Service", "Result", "Role", "Email", "Subject", "At"}
	var kept []string
	for _, f := range reflect.VisibleFields(reflect.TypeFor[community.SignOnResult]()) {
		kept = append(kept, f.Name)
	}
	if diff := cmp.Diff(said, kept); diff != "" {
		t.Errorf("the page on privacy does not say what is kept (-said +kept):\n%s", diff)
	}
	h := newHouse(t)
	for lang, words := range map[string][]string{
		"en": {"which service it was and when", "what came of it", "the role of head", "whether the e-mail address that it knows", "a mark of your account"},
		"cy": {"pa wasanaeth ydoedd a phryd", "beth ddaeth ohono", "rôl pennaeth", "ai’r cyfeiriad e-bost", "nod o’ch cyfrif"},
		"gd": {"dè an t-seirbheis a bh’ ann agus cuin", "dè thàinig às", "dreuchd ceannaird-sgoile", "agus an e an seòladh puist-d", "comharra air a’ chunntas"},
	} {
		see(t, h.browser().get("/privacy?lang="+lang).Body.String(), append(words, `id="sign-on"`)...)
	}
}
