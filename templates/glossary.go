package templates

// GlossaryTerms are the words that the glossary explains, in the order of its
// pages: people, places, writing. Each has the sentences "glossary_word.TERM"
// and "glossary_text.TERM"; an instance may override both with the words of its
// nation.
var GlossaryTerms = []string{
	"headteacher", "operator", "facilitator", "moderator", "guest", "verified", "biography",
	"community", "invitation", "instance", "peer", "copy",
	"audience", "thread", "post", "mention", "quote", "reaction", "draft", "markdown", "description",
}

// Glossary is GET /help/glossary.
type Glossary struct{ Page }

// Term is a word of the glossary in one language.
type Term struct{ Lang, Language, Word, Text string }

// TermRow is a word of the glossary in all languages of the instance, that of
// the page first.
type TermRow struct {
	ID    string
	Here  Term
	Other []Term
}

// Terms are the rows of the glossary.
func (p Page) Terms() []TermRow {
	rows := make([]TermRow, 0, len(GlossaryTerms))
	for _, id := range GlossaryTerms {
		row := TermRow{ID: id, Here: p.term(p.Lang(), id)}
		for _, lang := range p.Site.Languages {
			if lang.Code != p.Lang() {
				row.Other = append(row.Other, p.term(lang.Code, id))
			}
		}
		rows = append(rows, row)
	}
	return rows
}

func (p Page) term(lang, id string) Term {
	c := p.catalogue
	return Term{Lang: lang, Language: c.Translate(lang, "language.self"),
		Word: c.Translate(lang, "glossary_word."+id), Text: c.Translate(lang, "glossary_text."+id)}
}

func (Glossary) template() string { return "glossary" }
