package instance

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"headroom/community"
	"headroom/community/policy"
	"headroom/internal/config"
	"headroom/templates"
)

// wordsOf reads the sentences that an instance says in its own words: language,
// key, text. That the keys exist is checked where they are laid over the
// catalogues.
func wordsOf(c *config.Config) (map[string]map[string]string, error) {
	if c.Words == "" {
		return nil, nil
	}
	raw, err := os.ReadFile(c.Words)
	if err != nil {
		return nil, fmt.Errorf("instance: words: %w", err)
	}
	var own map[string]map[string]string
	if err := toml.Unmarshal(raw, &own); err != nil {
		return nil, fmt.Errorf("instance: words in %s: %w", c.Words, err)
	}
	return own, nil
}

// about says what the instance is for.
func (i *Instance) about(languages ...string) string {
	catalogue := i.Renderer.Catalogue()
	return catalogue.Translate(catalogue.Match(languages...), "landing.lead")
}

// tells gives the sentence of a notice as an app may say it: without a name where the
// conversation's label keeps it.
func (i *Instance) tells(n community.NoticeView, reader community.Account) string {
	catalogue := i.Renderer.Catalogue()
	p := catalogue.Printer(catalogue.Match(reader.Language), i.Service.ZoneOf(reader))
	return templates.NoticeLine{Kind: string(n.Kind), Name: n.Actor.Name, Unnamed: n.NamesNobody(policy.ChannelApp) && n.Actor.Name != "",
		Count: 1, Until: n.Until}.Says(p)
}

// says gives the sentences of an error in the first of the languages that the
// instance has; "" when it has none, or says more than it may.
func (i *Instance) says(err error, languages ...string) string {
	catalogue := i.Renderer.Catalogue()
	lang := catalogue.Match(languages...)
	var several community.Problems
	if !errors.As(err, &several) {
		var one *community.Error
		if !errors.As(err, &one) {
			return ""
		}
		several = community.Problems{one}
	}
	var all []string
	for _, e := range several {
		var args []any
		for name, value := range e.Args {
			args = append(args, name, value)
		}
		if text := catalogue.Translate(lang, e.Key, args...); text != e.Key {
			if e.Field != "" {
				text = e.Field + ": " + text
			}
			all = append(all, text)
		}
	}
	return strings.Join(all, " ")
}
