package clientapi_test

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// absent are the calls of Mastodon 4.7 that there are not, each with why. They are 404
// in the shape of an error.
var absent = map[string]string{
	"GET /oauth/authorize": "is a page",
	"GET /api/oembed":      "posts are not embedded in pages of others",

	"GET /api/v1/timelines/direct":            "was given up for conversations",
	"POST /api/v1/emails/confirmations":       "who has a token has confirmed",
	"POST /api/v1/statuses/{}/translate":      "nothing is translated, as v2/instance says",
	"GET /api/v1/annual_reports/{}":           "there are none",
	"GET /api/v1/annual_reports/{}/state":     "there are none",
	"POST /api/v1/annual_reports/{}/read":     "there are none",
	"POST /api/v1/annual_reports/{}/generate": "there are none",

	"DELETE /api/v1/media/{}":                    "4.4, which is not claimed: what has no post goes by itself",
	"GET /api/v1/instance/terms_of_service":      "4.4",
	"GET /api/v1/instance/terms_of_service/{}":   "4.4",
	"GET /api/v1_alpha/async_refreshes/{}":       "4.4",
	"PUT /api/v1/statuses/{}/interaction_policy": "4.5: nothing is quoted",
	"POST /api/v1/statuses/{}/quotes/{}/revoke":  "4.5: nothing is quoted",

	"GET /api/v1/accounts/{}/collections":         "4.6",
	"GET /api/v1/accounts/{}/in_collections":      "4.6",
	"POST /api/v1/collections":                    "4.6",
	"GET /api/v1/collections/{}":                  "4.6",
	"PATCH /api/v1/collections/{}":                "4.6",
	"DELETE /api/v1/collections/{}":               "4.6",
	"POST /api/v1/collections/{}/items":           "4.6",
	"DELETE /api/v1/collections/{}/items/{}":      "4.6",
	"POST /api/v1/collections/{}/items/{}/revoke": "4.6",
}

// TestEveryCallThereIs: each call of the description is in the table, or is known not
// to be.
func TestEveryCallThereIs(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	described, err := loadSchemas()
	w.ok(err)
	if described == nil {
		return
	}
	version := w.ask("GET", "/api/v2/instance", "", nil).is(200)["version"].(string)
	for call, why := range absent {
		if since, _, _ := strings.Cut(why, ":"); strings.HasPrefix(why, "4.") && strings.TrimSuffix(since, ", which is not claimed") <= version[:3] {
			t.Errorf("%s came with %s, and %s is claimed", call, since, version)
		}
	}
	parameter := regexp.MustCompile(`\{[^}]*\}`)
	have := map[string]bool{}
	for _, row := range w.API.Addresses() {
		have[row.Method+" "+parameter.ReplaceAllString(row.Path, "{}")] = true
	}
	paths, _ := described.doc["paths"].(map[string]any)
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		calls, _ := paths[path].(map[string]any)
		for method := range calls {
			call := strings.ToUpper(method) + " " + parameter.ReplaceAllString(path, "{}")
			if why := absent[call]; have[call] == (why != "") {
				t.Errorf("%s: in the table: %v, absent because %q", call, have[call], why)
			}
		}
	}
}
