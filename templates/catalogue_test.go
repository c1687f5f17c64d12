package templates

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/pelletier/go-toml/v2"
)

// pluralForms are the forms that a language has for whole numbers, after CLDR.
var pluralForms = map[string][]string{
	"en": {"one", "other"},
	"cy": {"few", "many", "one", "other", "two", "zero"},
	"gd": {"few", "one", "other", "two"},
}

// message is one entry of a catalogue: one text, or one for each plural form.
type message map[string]string

func readCatalogue(t *testing.T, lang string) map[string]message {
	t.Helper()
	parts, err := fs.Glob(localeFiles, "locales/"+lang+"/*.toml")
	if err != nil {
		t.Fatal(err)
	}
	entries := map[string]any{}
	for _, part := range parts {
		raw, err := localeFiles.ReadFile(part)
		if err != nil {
			t.Fatal(err)
		}
		if err := toml.Unmarshal(raw, &entries); err != nil {
			t.Fatal(err)
		}
	}
	out := make(map[string]message, len(entries))
	for key, entry := range entries {
		m := message{}
		switch v := entry.(type) {
		case string:
			m[""] = v
		case map[string]any:
			for form, text := range v {
				m[form], _ = text.(string)
			}
		default:
			t.Fatalf("%s: %s is neither a text nor a table", lang, key)
		}
		out[key] = m
	}
	return out
}

func TestCataloguesAreComplete(t *testing.T) {
	t.Parallel()
	english := readCatalogue(t, "en")
	for _, lang := range Languages {
		other := readCatalogue(t, lang)
		for key, m := range english {
			if other[key] == nil {
				t.Errorf("%s: %s is missing", lang, key)
				continue
			}
			checkMessage(t, lang, key, m, other[key])
		}
		for key := range other {
			if english[key] == nil {
				t.Errorf("%s: %s is not in English", lang, key)
			}
		}
	}
}

var argument = regexp.MustCompile(`\{\{\.([A-Za-z]+)\}\}`)

func arguments(m message) []string {
	var names []string
	for _, text := range m {
		for _, found := range argument.FindAllStringSubmatch(text, -1) {
			names = append(names, found[1])
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func checkMessage(t *testing.T, lang, key string, english, m message) {
	t.Helper()
	_, single := english[""]
	var forms []string
	for form, text := range m {
		if strings.TrimSpace(text) == "" {
			t.Errorf("%s: %s %s is empty", lang, key, form)
		}
		if strings.Count(text, "{{") != len(argument.FindAllString(text, -1)) {
			t.Errorf("%s: %s %s holds more than plain arguments", lang, key, form)
		}
		if form != "" {
			forms = append(forms, form)
		}
	}
	slices.Sort(forms)
	if single && len(forms) > 0 {
		t.Errorf("%s: %s has plural forms, English has none", lang, key)
	}
	if !single && !slices.Equal(forms, pluralForms[lang]) {
		t.Errorf("%s: %s has the plural forms %v, want %v", lang, key, forms, pluralForms[lang])
	}
	if want, got := arguments(english), arguments(m); !slices.Equal(want, got) {
		t.Errorf("%s: %s takes %v, English takes %v", lang, key, got, want)
	}
}

// sources returns the text of every template and every Go file that may name a
// key, tests, keys and catalogues left out.
func sources(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	for _, pattern := range []string{"*.go", "pages/*.html", "partials/*.html", "mail/*"} {
		names, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") || name == "keys.go" || strings.HasPrefix(name, "examples") {
				continue
			}
			raw, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			all.Write(raw)
		}
	}
	return all.String()
}

var (
	quoted = regexp.MustCompile(`"([a-z_]+\.[a-z_0-9.-]+)"`)
	call   = regexp.MustCompile(`\.T "([a-z_0-9.]+)"((?: "[A-Z][A-Za-z]*" (?:\([^()]*(?:\([^()]*\))?[^()]*\)|[^ )}]+))*)`)
	named  = regexp.MustCompile(`"([A-Z][A-Za-z]*)" `)
)

func inGroup(key string) bool {
	return slices.ContainsFunc(codeGroups, func(g string) bool { return strings.HasPrefix(key, g+".") })
}

func TestNoMessageIsStaleOrUnknown(t *testing.T) {
	t.Parallel()
	english := readCatalogue(t, "en")
	used := make(map[string]bool)
	for _, key := range DomainKeys {
		used[key] = true
	}
	for _, found := range quoted.FindAllStringSubmatch(sources(t), -1) {
		used[found[1]] = true
	}
	for key := range english {
		if !used[key] && !inGroup(key) {
			t.Errorf("%s is used nowhere", key)
		}
	}
	for _, found := range call.FindAllStringSubmatch(sources(t), -1) {
		if english[found[1]] == nil {
			t.Errorf("%s is asked for and in no catalogue", found[1])
		}
	}
}

func TestDomainKeysAreKnown(t *testing.T) {
	t.Parallel()
	english := readCatalogue(t, "en")
	for _, key := range DomainKeys {
		if english[key] == nil {
			t.Errorf("%s is in no catalogue", key)
		}
	}
}

// TestArgumentsFit compares the arguments that templates give with those that
// the sentences take.
func TestArgumentsFit(t *testing.T) {
	t.Parallel()
	english := readCatalogue(t, "en")
	for _, found := range call.FindAllStringSubmatch(sources(t), -1) {
		var given []string
		for _, name := range named.FindAllStringSubmatch(found[2], -1) {
			given = append(given, name[1])
		}
		slices.Sort(given)
		for _, name := range arguments(english[found[1]]) {
			if !slices.Contains(given, name) {
				t.Errorf("%s takes %s, which %q does not give", found[1], name, found[0])
			}
		}
		if _, single := english[found[1]][""]; !single && english[found[1]] != nil && !slices.Contains(given, "Count") {
			t.Errorf("%s has plural forms and is given no Count", found[1])
		}
	}
}

func TestPlurals(t *testing.T) {
	t.Parallel()
	c := newTestRenderer(t).Catalogue()
	for _, tc := range []struct {
		lang string
		n    int
		want string
	}{
		{"en", 1, "1 head"}, {"en", 1200, "1,200 heads"},
		{"cy", 1, "1 pennaeth"}, {"cy", 2, "2 bennaeth"}, {"cy", 3, "3 phennaeth"}, {"cy", 6, "6 phennaeth"}, {"cy", 312, "312 o benaethiaid"},
		{"gd", 1, "1 cheannard-sgoile"}, {"gd", 12, "12 cheannard-sgoile"}, {"gd", 3, "3 ceannardan-sgoile"}, {"gd", 20, "20 ceannard-sgoile"},
	} {
		if got := c.Translate(tc.lang, "audience.heads", "Count", tc.n); got != tc.want {
			t.Errorf("%s %d: got %q, want %q", tc.lang, tc.n, got, tc.want)
		}
	}
	if got, want := (Audience{Heads: 312, Nations: 3, Facilitators: 2}).In(c.Printer("en", nil)), "312 heads in 3 nations, 2 facilitators, no guests"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestDates(t *testing.T) {
	t.Parallel()
	c := newTestRenderer(t).Catalogue()
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, time.July, 3, 23, 30, 0, 0, time.UTC)
	got := map[string]string{}
	for _, lang := range Languages {
		p := c.Printer(lang, london)
		got[lang] = p.Weekday(at) + " " + p.Time(at)
	}
	want := map[string]string{"en": "Saturday 4 July 2026, 00:30", "cy": "Dydd Sadwrn 4 Gorffennaf 2026, 00:30", "gd": "DiSathairne 4mh dhen Iuchar 2026, 00:30"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestMatch(t *testing.T) {
	t.Parallel()
	c, err := NewCatalogue([]string{"cy", "en"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		preferences []string
		want        string
	}{
		{nil, "cy"}, {[]string{"", "en-GB,en;q=0.8"}, "en"}, {[]string{"xx"}, "cy"}, {[]string{"cy", "en"}, "cy"}, {[]string{"\x00;;", "en"}, "en"},
	} {
		if got := c.Match(tc.preferences...); got != tc.want {
			t.Errorf("%q: got %s, want %s", tc.preferences, got, tc.want)
		}
	}
}

func TestOverrides(t *testing.T) {
	t.Parallel()
	c, err := NewCatalogue(Languages, map[string]map[string]string{"en": {"word.headteacher": "head teacher", "home.asks": "Would like to be in {{.Community}}"}})
	if err != nil {
		t.Fatal(err)
	}
	got := []string{c.Translate("en", "word.headteacher"), c.Translate("cy", "word.headteacher"), c.Translate("gd", "word.headteacher"), c.Translate("en", "home.asks", "Community", "X"), c.Translate("en", "no.such")}
	if diff := cmp.Diff([]string{"head teacher", "pennaeth", "ceannard-sgoile", "Would like to be in X", "no.such"}, got); diff != "" {
		t.Error(diff)
	}
	if _, err := NewCatalogue(Languages, map[string]map[string]string{"en": {"no.such": "x"}}); err == nil {
		t.Error("an override of an unknown key was accepted")
	}
	if _, err := NewCatalogue([]string{"fr"}, nil); err == nil {
		t.Error("a language without a catalogue was accepted")
	}
}
