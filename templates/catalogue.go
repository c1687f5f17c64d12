package templates

import (
	"embed"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/pelletier/go-toml/v2"
	"golang.org/x/text/language"
)

//go:embed locales/*.toml
var localeFiles embed.FS

// Languages lists every language that has a complete catalogue, the fallback
// first, as BCP 47 tags.
var Languages = []string{"en", "cy", "gd"}

// Catalogue holds the sentences of several languages. It is immutable and safe
// for concurrent use.
type Catalogue struct {
	languages []string
	fixed     map[string]map[string]string
	localizer map[string]*i18n.Localizer
	matcher   language.Matcher
}

// NewCatalogue loads the embedded sentences of the named languages, the first
// being the default, and lays overrides over them: language, then key, then
// text. Overrides let an operator use the words of a nation or an authority.
// It fails on a language without a catalogue and on an override of a key that
// does not exist.
func NewCatalogue(languages []string, overrides map[string]map[string]string) (*Catalogue, error) {
	if len(languages) == 0 {
		return nil, fmt.Errorf("templates: no language given")
	}
	c := &Catalogue{
		languages: slices.Clone(languages),
		fixed:     make(map[string]map[string]string, len(languages)),
		localizer: make(map[string]*i18n.Localizer, len(languages)),
	}
	var tags []language.Tag
	for _, lang := range languages {
		tag, err := language.Parse(lang)
		if err != nil {
			return nil, fmt.Errorf("templates: language %q: %w", lang, err)
		}
		tags = append(tags, tag)
		if err := c.load(lang, tag, overrides[lang]); err != nil {
			return nil, err
		}
	}
	c.matcher = language.NewMatcher(tags)
	return c, nil
}

// load reads one language into a bundle of its own, so that a sentence missing
// in it shows in tests instead of falling back unseen.
func (c *Catalogue) load(lang string, tag language.Tag, overrides map[string]string) error {
	name := "locales/" + lang + ".toml"
	raw, err := localeFiles.ReadFile(name)
	if err != nil {
		return fmt.Errorf("templates: no catalogue for language %q: %w", lang, err)
	}
	bundle := i18n.NewBundle(tag)
	bundle.RegisterUnmarshalFunc("toml", toml.Unmarshal)
	file, err := bundle.ParseMessageFileBytes(raw, lang+".toml")
	if err != nil {
		return fmt.Errorf("templates: %s: %w", name, err)
	}
	fixed := make(map[string]string, len(file.Messages))
	known := make(map[string]bool, len(file.Messages))
	for _, m := range file.Messages {
		known[m.ID] = true
		if isFixed(m) {
			fixed[m.ID] = m.Other
		}
	}
	for key, text := range overrides {
		if !known[key] {
			return fmt.Errorf("templates: override of unknown message %q in language %q", key, lang)
		}
		delete(fixed, key)
		m := &i18n.Message{ID: key, Other: text}
		if isFixed(m) {
			fixed[key] = text
		}
		if err := bundle.AddMessages(tag, m); err != nil {
			return fmt.Errorf("templates: override %q in language %q: %w", key, lang, err)
		}
	}
	c.fixed[lang] = fixed
	c.localizer[lang] = i18n.NewLocalizer(bundle, lang)
	return nil
}

// isFixed tells whether a message is the same for all arguments; most are, and
// need no template at run time.
func isFixed(m *i18n.Message) bool {
	return m.Zero == "" && m.One == "" && m.Two == "" && m.Few == "" && m.Many == "" &&
		!strings.Contains(m.Other, "{{")
}

// Languages returns the languages of the catalogue, the default first.
func (c *Catalogue) Languages() []string { return slices.Clone(c.languages) }

// Match picks the language for a reader. Each preference is a BCP 47 tag or an
// Accept-Language header, tried in order; empty and unknown ones are passed
// over. The default language is the answer when none fits.
func (c *Catalogue) Match(preferences ...string) string {
	for _, preference := range preferences {
		tags, _, err := language.ParseAcceptLanguage(preference)
		if err != nil || len(tags) == 0 {
			continue
		}
		if _, i, confidence := c.matcher.Match(tags...); confidence != language.No {
			return c.languages[i]
		}
	}
	return c.languages[0]
}

// Translate returns the sentence with that key. Arguments are name, value
// pairs: Translate("cy", "x", "Name", "Eira", "Count", 3). The one named Count
// also picks the plural form and must be an int. An unknown language means the
// default one; an unknown key comes back as it is, and no argument makes it
// fail.
func (c *Catalogue) Translate(lang, key string, args ...any) string {
	if _, ok := c.fixed[lang]; !ok {
		lang = c.languages[0]
	}
	if text, ok := c.fixed[lang][key]; ok {
		return text
	}
	config := &i18n.LocalizeConfig{MessageID: key}
	data := make(map[string]any, len(args)/2)
	for i := 0; i+1 < len(args); i += 2 {
		name, _ := args[i].(string)
		value := args[i+1]
		if n, ok := value.(int); ok {
			value = formatNumber(n)
			if name == "Count" {
				config.PluralCount = n
			}
		}
		data[name] = value
	}
	config.TemplateData = data
	text, err := c.localizer[lang].Localize(config)
	if err != nil || text == "" {
		return key
	}
	return text
}

// Has tells whether the language has the key as a sentence without plural
// forms and arguments.
func (c *Catalogue) Has(lang, key string) bool {
	_, ok := c.fixed[lang][key]
	return ok
}

// Printer returns the voice of one language. Times are shown in zone; nil
// means UTC.
func (c *Catalogue) Printer(lang string, zone *time.Location) Printer {
	if _, ok := c.fixed[lang]; !ok {
		lang = c.languages[0]
	}
	if zone == nil {
		zone = time.UTC
	}
	return Printer{catalogue: c, lang: lang, zone: zone}
}

// keys returns the keys of sentences without plural forms, sorted; for tests.
func (c *Catalogue) keys(lang string) []string {
	return slices.Sorted(maps.Keys(c.fixed[lang]))
}
