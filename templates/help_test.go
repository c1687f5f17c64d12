package templates

import (
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestHelpIsCompleteInEveryLanguage compares the topics and their sections.
func TestHelpIsCompleteInEveryLanguage(t *testing.T) {
	t.Parallel()
	r := newTestRenderer(t)
	for _, lang := range Languages {
		found, err := fs.Glob(helpFiles, "help/"+lang+"/*.md")
		if err != nil {
			t.Fatal(err)
		}
		var topics []string
		for _, name := range found {
			topics = append(topics, strings.TrimSuffix(path.Base(name), ".md"))
		}
		if diff := cmp.Diff(slices.Sorted(slices.Values(HelpTopics)), topics); diff != "" {
			t.Errorf("%s: %s", lang, diff)
		}
		for _, topic := range HelpTopics {
			english, page := r.site.help["en"][topic], r.site.help[lang][topic]
			var want, got []string
			for i := range max(len(english.Sections), len(page.Sections)) {
				if i < len(english.Sections) {
					want = append(want, english.Sections[i].ID)
				}
				if i < len(page.Sections) {
					got = append(got, page.Sections[i].ID)
				}
			}
			if diff := cmp.Diff(want, got); diff != "" || len(want) == 0 {
				t.Errorf("%s %s: sections differ from English: %s", lang, topic, diff)
			}
			if strings.Count(string(page.HTML), "<h2") != len(page.Sections) {
				t.Errorf("%s %s: a heading has no anchor", lang, topic)
			}
			if page.Title == "" || page.Lead == "" || strings.ContainsAny(page.Title+page.Lead, "#*[]\n") {
				t.Errorf("%s %s: title %q, sentence %q", lang, topic, page.Title, page.Lead)
			}
			if lang != "en" && page.HTML == english.HTML {
				t.Errorf("%s %s is in English", lang, topic)
			}
			if strings.Contains(string(page.HTML), "<!--") {
				t.Errorf("%s %s: something was left out", lang, topic)
			}
			for _, shape := range []string{"<li>", "<p>", `class="hr-label"`, "<a "} {
				if a, b := strings.Count(string(english.HTML), shape), strings.Count(string(page.HTML), shape); a != b {
					t.Errorf("%s %s: %d times %s, in English %d", lang, topic, b, shape, a)
				}
			}
		}
	}
}

var internalLink = regexp.MustCompile(`href="/([^"]*)"`)

// TestHelpLinksResolve follows each link from help to help, and each link from
// a page to the help that fits it.
func TestHelpLinksResolve(t *testing.T) {
	t.Parallel()
	r := newTestRenderer(t)
	check := func(from, to string) {
		t.Helper()
		to, isHelp := strings.CutPrefix(to, "help/")
		if !isHelp {
			t.Errorf("%s leads out of help: %s", from, to)
			return
		}
		topic, section, some := strings.Cut(to, "#")
		switch {
		case topic == "glossary":
			if some && !slices.Contains(GlossaryTerms, section) {
				t.Errorf("%s: the glossary has no %q", from, section)
			}
		case !slices.Contains(HelpTopics, topic):
			t.Errorf("%s: no topic %q", from, topic)
		case some && !slices.ContainsFunc(r.site.help["en"][topic].Sections, func(s HelpSection) bool { return s.ID == section }):
			t.Errorf("%s: %s has no section %q", from, topic, section)
		}
	}
	links := 0
	for lang, topics := range r.site.help {
		for topic, page := range topics {
			for _, found := range internalLink.FindAllStringSubmatch(string(page.HTML), -1) {
				links++
				check(lang+" "+topic, found[1])
			}
		}
	}
	if links == 0 {
		t.Error("no help page has a link")
	}
	for page, where := range helpFor {
		if r.sets.pages[page] == nil {
			t.Errorf("help for a page that is not there: %s", page)
		}
		check("page "+page, "help/"+where)
	}
}

func TestHelpRefusesWhatIsBroken(t *testing.T) {
	t.Parallel()
	c := newTestRenderer(t).Catalogue()
	for _, source := range []string{"", "Title\n\nLead.\n\n## A {#a}\n", "# Title\n\n## A {#a}", "# T\n\nLead.\n\n[[no.such]]\n"} {
		if _, err := helpPage(c, "en", "x", source); err == nil {
			t.Errorf("%q was accepted", source)
		}
	}
	page, err := helpPage(c, "cy", "x", "# T\n\nLead.\n\n## A {#a}\n\nPress [[form.save]] & go.\n")
	if err != nil {
		t.Fatal(err)
	}
	want := "<h2 class=\"govuk-heading-m\" id=\"a\">A</h2>\n<p>Press <b class=\"hr-label\">Cadw</b> &amp; go.</p>\n"
	if diff := cmp.Diff(want, string(page.HTML)); diff != "" {
		t.Error(diff)
	}
}

// TestGlossary: each term stands in every language of the instance, and in the
// words of the nation where an operator has set them.
func TestGlossary(t *testing.T) {
	t.Parallel()
	r, err := New(Options{Name: "Sample", Host: "x.example", Overrides: map[string]map[string]string{"cy": {"glossary_word.headteacher": "Prifathro"}}})
	if err != nil {
		t.Fatal(err)
	}
	rows := r.Page("gd", nil, Viewer{}).Terms()
	if len(rows) != len(GlossaryTerms) {
		t.Fatalf("%d rows", len(rows))
	}
	want := TermRow{ID: "headteacher",
		Here: Term{"gd", "Gàidhlig", "Ceannard-sgoile", r.Catalogue().Translate("gd", "glossary_text.headteacher")},
		Other: []Term{{"en", "English", "Headteacher", r.Catalogue().Translate("en", "glossary_text.headteacher")},
			{"cy", "Cymraeg", "Prifathro", r.Catalogue().Translate("cy", "glossary_text.headteacher")}}}
	if diff := cmp.Diff(want, rows[0]); diff != "" {
		t.Error(diff)
	}
	english := readCatalogue(t, "en")
	for key := range english {
		for _, group := range []string{"glossary_word.", "glossary_text."} {
			if id, ok := strings.CutPrefix(key, group); ok && !slices.Contains(GlossaryTerms, id) {
				t.Errorf("%s is in no glossary", key)
			}
		}
	}
	for _, id := range GlossaryTerms {
		if english["glossary_word."+id] == nil || english["glossary_text."+id] == nil {
			t.Errorf("%s is not explained", id)
		}
	}
}
