package templates

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"regexp"
	"slices"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/parser"
)

//go:embed help/*/*.md
var helpFiles embed.FS

// HelpTopics are the help pages, in the order in which they are read: each is
// templates/help/LANG/TOPIC.md in every language, with the same sections.
var HelpTopics = []string{
	"place", "first-steps", "communities", "reading", "writing", "readers", "notifications",
	"profile", "appearance", "phone", "leaving", "keyboard", "person",
}

// helpFor is the help that fits a page: topic and, after "#", section. Pages
// that are not named lead to the list of all topics.
var helpFor = map[string]string{
	"landing": "place", "about": "place", "sign-in": "first-steps#password", "set-password": "first-steps#password", "reset": "first-steps#password",
	"home": "notifications#home", "welcome": "first-steps", "communities": "communities#find", "community": "communities", "community-about": "communities#kinds", "elsewhere": "communities#kinds",
	"join": "communities#join", "community-people": "readers#before", "thread": "reading", "compose": "writing", "drafts": "writing#drafts",
	"post-edit": "reading#change", "post-delete": "reading#change", "post-report": "reading#report", "poll": "reading#polls", "poll-new": "writing#polls", "post-history": "reading#change", "privacy": "readers#limits",
	"circle": "communities#kinds", "bookmarks": "reading", "stance": "profile#who-sees", "stances": "profile#who-sees",
	"scheduled": "writing#later", "scheduled-edit": "writing#later",
	"filters": "reading#filters", "reading": "reading#people", "collected": "reading#people", "people-lists": "reading#people", "in-lists": "reading#people",
	"messages": "writing#messages", "message-talk": "writing#messages", "message-new": "writing#messages",
	"profile": "profile", "people": "profile#find", "person": "profile#who-sees", "notifications": "notifications#page", "notification-settings": "notifications#choose", "accessibility": "keyboard", "fault": "person", "offline": "phone#offline",
}

// HelpSection is a heading of a help page with its anchor.
type HelpSection struct{ ID, Title string }

// HelpPage is one topic in one language.
type HelpPage struct {
	ID, Title string
	Lead      string // one sentence
	HTML      template.HTML
	Sections  []HelpSection
}

// help holds the help pages of an instance by language and topic.
type help map[string]map[string]HelpPage

var (
	// label stands for a sentence of the catalogue: what a button or a link is
	// called, so that help never names one that is called otherwise.
	label       = regexp.MustCompile(`\[\[([a-z_]+\.[a-z_0-9.-]+)\]\]`)
	helpHeading = regexp.MustCompile(`(?m)^## (.+) \{#([a-z-]+)\}$`)
	helpMark    = goldmark.New(goldmark.WithParserOptions(parser.WithAttribute()))
	helpTags    = strings.NewReplacer(labelBegin, `<b class="hr-label">`, labelEnd, "</b>",
		`<a href="`, `<a class="govuk-link" href="`, `<h2 id="`, `<h2 class="govuk-heading-m" id="`)
)

// A label goes through Markdown between two characters that no text has.
const labelBegin, labelEnd = "\uE000", "\uE001"

// newHelp renders every topic in the catalogue's languages. It fails on a topic
// that is missing and on a label that no sentence has.
func newHelp(c *Catalogue) (help, error) {
	h := make(help, len(c.languages))
	for _, lang := range c.languages {
		h[lang] = make(map[string]HelpPage, len(HelpTopics))
		for _, topic := range HelpTopics {
			raw, err := helpFiles.ReadFile("help/" + lang + "/" + topic + ".md")
			if err != nil {
				return nil, fmt.Errorf("templates: help: %w", err)
			}
			page, err := helpPage(c, lang, topic, string(raw))
			if err != nil {
				return nil, fmt.Errorf("templates: help %s/%s: %w", lang, topic, err)
			}
			h[lang][topic] = page
		}
	}
	return h, nil
}

// helpPage reads "# Title", a sentence, and sections "## Heading {#id}".
func helpPage(c *Catalogue, lang, topic, source string) (HelpPage, error) {
	page := HelpPage{ID: topic}
	title, rest, ok := strings.Cut(strings.TrimPrefix(source, "# "), "\n\n")
	lead, body, ok2 := strings.Cut(rest, "\n\n")
	if !ok || !ok2 || !strings.HasPrefix(source, "# ") {
		return page, fmt.Errorf("it does not begin with a title and a sentence")
	}
	page.Title, page.Lead = title, lead
	var unknown string
	body = label.ReplaceAllStringFunc(body, func(found string) string {
		key := found[2 : len(found)-2]
		if !c.Has(lang, key) {
			unknown = key
		}
		return labelBegin + c.Translate(lang, key) + labelEnd
	})
	if unknown != "" {
		return page, fmt.Errorf("no sentence %q", unknown)
	}
	for _, found := range helpHeading.FindAllStringSubmatch(body, -1) {
		page.Sections = append(page.Sections, HelpSection{ID: found[2], Title: found[1]})
	}
	var out bytes.Buffer
	if err := helpMark.Convert([]byte(body), &out); err != nil {
		return page, err
	}
	// The text comes from files of this program and its own catalogue.
	page.HTML = template.HTML(helpTags.Replace(out.String()))
	if c.byLang[lang].marked {
		page.mark()
	}
	return page, nil
}

// between is a text in the HTML of a help page.
var between = regexp.MustCompile(`>([^<]+)`)

// mark makes the texts of a page show themselves as translated, as sentences of
// the catalogue do when they speak pseudo.
func (p *HelpPage) mark() {
	p.Title, p.Lead = pseudo(p.Title), pseudo(p.Lead)
	p.HTML = template.HTML(between.ReplaceAllString(string(p.HTML), ">"+PseudoOpen+"$1"+PseudoClose))
	for i := range p.Sections {
		p.Sections[i].Title = pseudo(p.Sections[i].Title)
	}
}

// Help is GET /help: the list of topics.
type Help struct{ Page }

// HelpTopic is GET /help/{topic}. Next is the topic that is read after it; its
// zero value is none.
type HelpTopic struct {
	Page
	Topic, Next HelpPage
}

// HelpTopics are the pages of help in the page's language, in their order.
func (p Page) HelpTopics() []HelpPage {
	var list []HelpPage
	for _, id := range HelpTopics {
		list = append(list, p.HelpPage(id))
	}
	return list
}

// HelpPage is one topic in the page's language; zero when there is none.
func (p Page) HelpPage(topic string) HelpPage { return p.Site.help[p.Lang()][topic] }

// HelpTopic makes the page of a topic; false when there is none of that name.
func (p Page) HelpTopic(topic string) (HelpTopic, bool) {
	i := slices.Index(HelpTopics, topic)
	if i < 0 {
		return HelpTopic{}, false
	}
	t := HelpTopic{Page: p, Topic: p.HelpPage(topic)}
	if i+1 < len(HelpTopics) {
		t.Next = p.HelpPage(HelpTopics[i+1])
	}
	return t, true
}

// HelpLink is the help that fits a page, for its foot.
type HelpLink struct{ Href, Topic string }

// helpHere is the definition of the link to the help of one page: the layout
// shows it as "help-here".
func helpHere(page string) string {
	where, ok := helpFor[page]
	if !ok {
		return `{{define "help-here"}}{{end}}`
	}
	topic, _, _ := strings.Cut(where, "#")
	return `{{define "help-here"}}<li><a href="/help/` + where + `">{{.T "help.about" "Topic" (.HelpPage "` + topic + `").Title}}</a></li>{{end}}`
}

func (Help) template() string      { return "help" }
func (HelpTopic) template() string { return "help-topic" }
