package templates

import (
	"io/fs"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/pelletier/go-toml/v2"
)

// TestWordsOfNations holds the words that a nation has of its own to what
// holds of the catalogues that they are laid over.
func TestWordsOfNations(t *testing.T) {
	t.Parallel()
	files, err := fs.Glob(localeFiles, "locales/nations/*/*.toml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no words of nations: %v", err)
	}
	for _, file := range files {
		nation, lang := path.Base(path.Dir(file)), strings.TrimSuffix(path.Base(file), ".toml")
		if Themes[nation].Name == "" || !slices.Contains(Languages, lang) {
			t.Errorf("%s: no such nation or language", file)
			continue
		}
		if _, err := newCatalogue([]string{lang}, nation, nil, false); err != nil {
			t.Error(err)
		}
		raw, err := localeFiles.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var own map[string]any
		if err := toml.Unmarshal(raw, &own); err != nil {
			t.Fatal(err)
		}
		general := readCatalogue(t, lang)
		for key, entry := range own {
			text, single := entry.(string)
			if !single || general[key][""] == "" {
				t.Errorf("%s: %s is not one sentence in both", file, key)
			}
			if text == general[key][""] {
				t.Errorf("%s: %s is as everywhere", file, key)
			}
			for what, found := range misprints {
				if found.MatchString(text) {
					t.Errorf("%s: %s holds %s: %q", file, key, what, text)
				}
			}
		}
	}
}

func TestNationsSpeakOfThemselves(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ nation, lang, key, want string }{
		{"", "en", "office.head", "Headteacher"},
		{"scotland", "en", "office.head", "Headteacher"},
		{"scotland", "en", "landing.out_staff", "Depute and principal teachers and other staff"},
		{"scotland", "gd", "word.headteacher", "ceannard-sgoile"},
		{"scotland", "gd", "field.authority", "Ùghdarras ionadail"},
		{"england", "en", "landing.out_staff", "Deputy and assistant heads"},
		{"wales", "cy", "word.headteacher", "pennaeth"},
		{"wales", "cy", "field.authority", "Awdurdod lleol"},
		{"northern-ireland", "en", "word.headteacher", "principal"},
		{"northern-ireland", "en", "field.authority", "Education Authority"},
	} {
		c, err := newCatalogue(Languages, tc.nation, nil, false)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.Translate(tc.lang, tc.key); got != tc.want {
			t.Errorf("%s in %s: %s is %q, want %q", tc.nation, tc.lang, tc.key, got, tc.want)
		}
	}
}

// TestOverridesAskForNothingNew: an operator's sentence cannot name an
// argument that no page gives, and comes after the nation's.
func TestOverridesAskForNothingNew(t *testing.T) {
	t.Parallel()
	if _, err := newCatalogue(Languages, "", map[string]map[string]string{"en": {"about.lead": "{{.Count}} heads"}}, false); err == nil {
		t.Error("an override with an unknown argument was accepted")
	}
	c, err := newCatalogue(Languages, "northern-ireland", map[string]map[string]string{"en": {"office.head": "Head of school"}}, false)
	if err != nil {
		t.Fatal(err)
	}
	if got := c.Translate("en", "office.head"); got != "Head of school" {
		t.Errorf("got %q", got)
	}
}

func TestLists(t *testing.T) {
	t.Parallel()
	c := newTestRenderer(t).Catalogue()
	got := map[string][]string{}
	for _, lang := range Languages {
		p := c.Printer(lang, nil)
		got[lang] = []string{p.List(), p.List("Eira"), p.List("Eira", "Morag"), p.List("Morag", "James", "Éilidh")}
	}
	want := map[string][]string{
		"en": {"", "Eira", "Eira and Morag", "Morag, James and Éilidh"},
		"cy": {"", "Eira", "Eira a Morag", "Morag, James ac Éilidh"},
		"gd": {"", "Eira", "Eira agus Morag", "Morag, James agus Éilidh"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
