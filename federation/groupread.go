package federation

import (
	"slices"
	"strings"

	"headroom/community"
	"headroom/community/policy"
	"headroom/federation/vocab"
)

// communityOf reads a Group's document.
func communityOf(doc *vocab.Document) (community.Community, error) {
	if doc.Type() != "Group" || vocab.CheckID(doc.ID()) != nil {
		return community.Community{}, errMalformed
	}
	host, err := vocab.Host(doc.ID())
	if err != nil {
		return community.Community{}, errMalformed
	}
	c := community.Community{IRI: doc.ID(), Host: host, Username: doc.String("preferredUsername"), Name: langMap(doc.NameMap(), doc.Name()),
		Summary: langMap(doc.SummaryMap(), ""), Rules: rulesOf(doc.Map("hr:rules")), Access: accessOf(doc.String("hr:access")),
		Requires: doc.Strings("hr:requires"), Joining: doc.String("hr:joining"), Inbox: doc.String("inbox"), Members: doc.String("members"),
		Servers: doc.String("hr:servers"), Threads: doc.String("hr:threads"), Log: doc.String("hr:log"), Stamps: doc.String("hr:stamps"),
		Keys: doc.String("hr:keys"), Files: doc.String("hr:files"), Queue: doc.String("hr:queue"), ModLog: doc.String("hr:moderationLog"),
		Moderators: doc.AttributedTo(), Featured: doc.String("featured"), RulesURL: doc.String("hr:rulesVersions")}
	c.RulesSince, _ = doc.Time("hr:rulesSince")
	for _, q := range doc.Questions() {
		c.Questions = append(c.Questions, community.Question{ID: clipText(q.ID, 40), Text: langMap(q.TextMap, "")})
	}
	for _, u := range []string{c.Inbox, c.Members, c.Servers, c.Threads, c.Log, c.Stamps, c.Keys, c.Files, c.Queue, c.Moderators, c.ModLog, c.Featured, c.RulesURL} {
		if u != "" && !vocab.SameOrigin(u, c.IRI) {
			return c, errMalformed
		}
	}
	if c.Threads == "" {
		c.Threads = c.IRI + "/threads/"
	}
	for _, l := range doc.GroupLinks() {
		if len(c.Links) < mostLinks && vocab.CheckID(l.Group) == nil && slices.Contains(linkWords, l.Kind) {
			c.Links = append(c.Links, community.LinkShown{Group: l.Group, Kind: l.Kind, Effects: knownEffects(l.Effects)})
		}
	}
	reach := doc.Reach()
	c.Reach, c.ReachTo = reach.Kind, reach.Issuers
	return c, nil
}

// mostLinks is how many links of a peer's community are kept.
const mostLinks = 100

// linkWords are what a linked group may be to another (FEDERATION.md, Links).
var linkWords = []string{"sister", "feeder", "hub", "fed", "spoke"}

// knownEffects leaves out what no link has here.
func knownEffects(list []string) (out []string) {
	for _, e := range community.LinkEffects {
		if slices.Contains(list, e) {
			out = append(out, e)
		}
	}
	return out
}

// langMap cleans a language map that a peer sent: plain text, bounded.
func langMap(m map[string]string, plain string) community.LangMap {
	out := community.LangMap{}
	for lang, text := range m {
		if len(lang) <= 12 && len(out) < 10 {
			out[lang] = clipText(vocab.PlainText(text), 4000)
		}
	}
	if len(out) == 0 && plain != "" {
		out["en"] = clipText(vocab.PlainText(plain), 400)
	}
	return out
}

// rulesOf is langMap of the rules of a community, which keep their lines.
func rulesOf(m map[string]string) community.LangMap {
	out := community.LangMap{}
	for lang, text := range m {
		if len(lang) > 12 || len(out) == 10 {
			continue
		}
		lines := strings.Split(strings.ReplaceAll(clipText(text, maxRules), "\r\n", "\n"), "\n")
		for i := range lines {
			lines[i] = vocab.PlainText(lines[i])
		}
		if text = strings.Trim(strings.Join(lines, "\n"), "\n"); text != "" {
			out[lang] = text
		}
	}
	return out
}

func accessOf(name string) policy.Access {
	switch name {
	case "open":
		return policy.Open
	case "closed":
		return policy.Closed
	default:
		return policy.Private
	}
}
