package clientapi_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// TestInstance: what clients read before anybody signs in. Every answer is held to
// its description by ask.
func TestInstance(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	two := w.ask(http.MethodGet, "/api/v2/instance", "", nil).is(200)
	if two["domain"] != host || two["title"] != "Sample Scotland" || !regexp.MustCompile(`^\d+\.\d+\.\d+\+headroom-9\.9-test$`).MatchString(two["version"].(string)) {
		t.Errorf("%v", two)
	}
	one := w.ask(http.MethodGet, "/api/v1/instance", "", nil).is(200)
	if one["uri"] != host || one["registrations"] != false || one["urls"].(map[string]any)["streaming_api"] != "ws://"+host {
		t.Errorf("%v", one)
	}
	for _, path := range []string{"instance/rules", "instance/peers", "instance/activity", "instance/domain_blocks", "custom_emojis"} {
		if got := w.ask(http.MethodGet, "/api/v1/"+path, "", nil); got.Status != 200 || got.Body != "[]" {
			t.Errorf("%s: %d %s", path, got.Status, got.Body)
		}
	}
	for _, path := range []string{"instance/extended_description", "instance/privacy_policy", "instance/translation_languages"} {
		w.ask(http.MethodGet, "/api/v1/"+path, "", nil).is(200)
	}
	if got := w.ask(http.MethodGet, "/api/v1/preferences", w.token(w.head("Ann Sample")), nil).is(200); got["posting:default:visibility"] != "private" {
		t.Errorf("%v", got)
	}
	node := w.ask(http.MethodGet, "/nodeinfo/2.0", "", nil)
	if !strings.Contains(node.Body, `"upstream":{"name":"mastodon"}`) || node.Header.Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("%v %s", node.Header, node.Body)
	}
}
