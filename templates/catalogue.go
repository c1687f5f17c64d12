package templates

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/pelletier/go-toml/v2"
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

//go:embed locales/*/*.toml locales/nations/*/*.toml
var localeFiles embed.FS

// Languages lists every language that has a complete catalogue, the fallback
// first, as BCP 47 tags.
var Languages = []string{"en", "cy", "gd"}

// Catalogue holds the sentences of several languages. It is immutable and safe
// for concurrent use.
type Catalogue struct {
	languages []string
	byLang    map[string]*voice
	matcher   language.Matcher
}

// voice is one language of a catalogue.
type voice struct {
	tag       language.Tag
	sentences map[string]*sentence
	fixed     map[string]string // those that take nothing, for speed
	marked    bool              // speaks pseudo
}

// NewCatalogue loads the embedded sentences of the named languages, the first
// being the default, and lays overrides over them: language, then key, then
// text. Overrides let an operator use the words of a nation or an authority.
// It fails on a language without a catalogue and on an override of a key that
// does not exist.
func NewCatalogue(languages []string, overrides map[string]map[string]string) (*Catalogue, error) {
	return newCatalogue(languages, "", overrides, false)
}

// newCatalogue makes a catalogue with the words of a nation, "" for none, that
// speaks plainly or pseudo.
func newCatalogue(languages []string, nation string, overrides map[string]map[string]string, marked bool) (*Catalogue, error) {
	if len(languages) == 0 {
		return nil, fmt.Errorf("templates: no language given")
	}
	c := &Catalogue{languages: slices.Clone(languages), byLang: make(map[string]*voice, len(languages))}
	var tags []language.Tag
	for _, lang := range languages {
		v, err := loadVoice(lang, nation, overrides[lang], marked)
		if err != nil {
			return nil, err
		}
		c.byLang[lang] = v
		tags = append(tags, v.tag)
	}
	c.matcher = language.NewMatcher(tags)
	return c, nil
}

// voices holds what loadVoice has read of the embedded files, which do not
// change: func() (*voice, error) by voiceKey.
var voices sync.Map

// voiceKey is what a voice without overrides depends on.
type voiceKey struct {
	lang, nation string
	marked       bool
}

// loadVoice gives one language with overrides, or as it is embedded; that is
// read once.
func loadVoice(lang, nation string, overrides map[string]string, marked bool) (*voice, error) {
	if len(overrides) > 0 {
		return readVoice(lang, nation, overrides, marked)
	}
	once, _ := voices.LoadOrStore(voiceKey{lang, nation, marked}, sync.OnceValues(func() (*voice, error) {
		return readVoice(lang, nation, nil, marked)
	}))
	return once.(func() (*voice, error))()
}

// readVoice reads one language by itself, so that a sentence missing in it
// shows in tests instead of falling back unseen.
func readVoice(lang, nation string, overrides map[string]string, marked bool) (*voice, error) {
	tag, err := language.Parse(lang)
	if err != nil {
		return nil, fmt.Errorf("templates: language %q: %w", lang, err)
	}
	messages, err := readMessages(lang)
	if err != nil {
		return nil, err
	}
	v := &voice{tag: tag, marked: marked, sentences: make(map[string]*sentence, len(messages)), fixed: make(map[string]string, len(messages))}
	for _, m := range messages {
		if err := v.add(m); err != nil {
			return nil, fmt.Errorf("templates: catalogue %q: %w", lang, err)
		}
	}
	own, err := readNation(nation, lang)
	if err != nil {
		return nil, err
	}
	for _, m := range own {
		if err := v.replace(m); err != nil {
			return nil, fmt.Errorf("templates: words of %s in language %q: %w", nation, lang, err)
		}
	}
	for key, text := range overrides {
		if err := v.replace(&i18n.Message{ID: key, Other: text}); err != nil {
			return nil, fmt.Errorf("templates: override in language %q: %w", lang, err)
		}
	}
	return v, nil
}

// readMessages reads every file of one language: locales/LANG/PART.toml. A
// sentence that stands in two of them is an error.
func readMessages(lang string) ([]*i18n.Message, error) {
	dir := "locales/" + lang
	parts, err := localeFiles.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("templates: no catalogue for language %q: %w", lang, err)
	}
	var all []*i18n.Message
	seen := make(map[string]string)
	for _, part := range parts {
		raw, err := localeFiles.ReadFile(dir + "/" + part.Name())
		if err != nil {
			return nil, fmt.Errorf("templates: catalogue %q: %w", lang, err)
		}
		file, err := i18n.ParseMessageFileBytes(raw, lang+".toml", map[string]i18n.UnmarshalFunc{"toml": toml.Unmarshal})
		if err != nil {
			return nil, fmt.Errorf("templates: catalogue %s/%s: %w", lang, part.Name(), err)
		}
		for _, m := range file.Messages {
			if other, twice := seen[m.ID]; twice {
				return nil, fmt.Errorf("templates: catalogue %q: %s stands in %s and %s", lang, m.ID, other, part.Name())
			}
			seen[m.ID] = part.Name()
		}
		all = append(all, file.Messages...)
	}
	return all, nil
}

// readNation reads the words that a nation has of its own in a language:
// locales/nations/NATION/LANG.toml. Most have none.
func readNation(nation, lang string) ([]*i18n.Message, error) {
	if nation == "" {
		return nil, nil
	}
	raw, err := localeFiles.ReadFile("locales/nations/" + nation + "/" + lang + ".toml")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("templates: words of %s: %w", nation, err)
	}
	file, err := i18n.ParseMessageFileBytes(raw, lang+".toml", map[string]i18n.UnmarshalFunc{"toml": toml.Unmarshal})
	if err != nil {
		return nil, fmt.Errorf("templates: words of %s: %w", nation, err)
	}
	return file.Messages, nil
}

// replace lays a message over one that is there. It may leave out arguments,
// but ask for none that pages do not give.
func (v *voice) replace(m *i18n.Message) error {
	have := v.sentences[m.ID]
	if have == nil {
		return fmt.Errorf("no message %q", m.ID)
	}
	s, err := newSentence(m)
	if err != nil {
		return err
	}
	for _, name := range s.arguments() {
		if !slices.Contains(have.arguments(), name) {
			return fmt.Errorf("message %q knows no {{.%s}}", m.ID, name)
		}
	}
	return v.add(m)
}

// addOffices adds the words for roles that the instance has beside those built
// in, while the catalogue is being made. One that is there cannot be replaced.
func (c *Catalogue) addOffices(offices map[string]map[string]string) error {
	if len(offices) == 0 {
		return nil
	}
	for lang, v := range c.byLang {
		own := *v // what is read once for all catalogues stays as it is
		own.sentences, own.fixed = maps.Clone(v.sentences), maps.Clone(v.fixed)
		c.byLang[lang] = &own
	}
	for id, words := range offices {
		key := "office." + id
		for lang, v := range c.byLang {
			if v.sentences[key] != nil {
				return fmt.Errorf("templates: there is a word for the office %q already", id)
			}
			if err := v.add(&i18n.Message{ID: key, Other: words[lang]}); err != nil {
				return fmt.Errorf("templates: word for the office %q in language %q: %w", id, lang, err)
			}
		}
	}
	return nil
}

func (v *voice) add(m *i18n.Message) error {
	if v.marked {
		m = pseudoMessage(m)
	}
	s, err := newSentence(m)
	if err != nil {
		return err
	}
	v.sentences[m.ID] = s
	delete(v.fixed, m.ID)
	if text, ok := s.fixed(); ok {
		v.fixed[m.ID] = text
	}
	return nil
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
	v := c.byLang[lang]
	if v == nil {
		v = c.byLang[c.languages[0]]
	}
	if text, ok := v.fixed[key]; ok {
		return text
	}
	s := v.sentences[key]
	if s == nil {
		return key
	}
	form := plural.Other
	if s.plural {
		form = v.form(args)
	}
	return s.say(form, args)
}

// form picks the plural form for the argument named Count.
func (v *voice) form(args []any) plural.Form {
	for i := 0; i+1 < len(args); i += 2 {
		if n, ok := args[i+1].(int); ok && args[i] == "Count" {
			return plural.Cardinal.MatchPlural(v.tag, max(n, -n), 0, 0, 0, 0)
		}
	}
	return plural.Other
}

// Has tells whether the language has the key as a sentence without plural
// forms and arguments.
func (c *Catalogue) Has(lang, key string) bool {
	v := c.byLang[lang]
	if v == nil {
		return false
	}
	_, ok := v.fixed[key]
	return ok
}

// Printer returns the voice of one language. Times are shown in zone; nil
// means UTC.
func (c *Catalogue) Printer(lang string, zone *time.Location) Printer {
	if c.byLang[lang] == nil {
		lang = c.languages[0]
	}
	if zone == nil {
		zone = time.UTC
	}
	return Printer{catalogue: c, lang: lang, zone: zone}
}
