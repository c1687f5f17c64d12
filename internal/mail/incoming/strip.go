package incoming

import (
	"regexp"
	"strings"
)

// Strip leaves of a text what its writer wrote: not the letter that they answer, in the
// forms in which mail programs quote it in English, Welsh, Gaelic, French and German, and
// not their signature. Own are addresses that stand in such a letter.
func Strip(text string, own []string) string {
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	var kept []string
	lines := strings.Split(text, "\n")
	for i := 0; i < len(lines); i++ {
		line := tidy(lines[i])
		if strings.HasPrefix(line, ">") {
			continue
		}
		if isEnd(line) || isHeaderBlock(lines[i:]) {
			break
		}
		if n := attribution(lines[i:], own); n > 0 {
			if !quotesFollow(lines[i+n:]) {
				break // the rest is quoted without a sign
			}
			i += n - 1
			continue
		}
		kept = append(kept, strings.TrimRight(lines[i], " \t\u00a0"))
	}
	return strings.TrimSpace(strings.Join(withoutDevice(kept), "\n"))
}

// tidy is a line without the spaces and invisible marks that mail programs put in.
func tidy(line string) string {
	line = strings.Map(func(r rune) rune {
		switch r {
		case '\u200b', '\u200e', '\u200f', '\u202a', '\u202c', '\ufeff':
			return -1
		case '\u00a0', '\u202f', '\t':
			return ' '
		}
		return r
	}, line)
	return strings.Join(strings.Fields(line), " ")
}

var (
	// ruled begins a letter that is quoted whole: Outlook's "Original Message" and what
	// is passed on.
	ruled = regexp.MustCompile(`(?i)^(-{2,}|_{2,}|={2,}) ?(original message|original appointment|forwarded message|reply message|neges wreiddiol|y neges wreiddiol|neges a anfonwyd ymlaen|neges wedi'i hanfon ymlaen|teachdaireachd thùsail|an teachdaireachd thùsail|teachdaireachd air adhart|message d'origine|message original|message transféré|message suivi|ursprüngliche nachricht|originalnachricht|weitergeleitete nachricht|urspr\. nachricht) ?(-{2,}|_{2,}|={2,})?$`)
	// underscores are what Outlook draws above the header of a letter.
	underscores = regexp.MustCompile(`^_{20,}$`)
	// begins a passed-on letter of Apple's Mail.
	begins = regexp.MustCompile(`(?i)^(begin forwarded message|dechrau neges wedi'i hanfon ymlaen|toiseach teachdaireachd air adhart|début du message (réexpédié|transféré)|anfang der weitergeleiteten nachricht) ?:$`)

	from  = regexp.MustCompile(`(?i)^\*?(from|oddi wrth|gan|o|bho|o chionn|de|von)\*? ?:\*? ?\S`)
	field = regexp.MustCompile(`(?i)^\*?(sent|date|to|cc|subject|anfonwyd|dyddiad|at|i|pwnc|testun|air a chur|chaidh a chur|ceann-latha|gu|cuspair|envoyé|date d'envoi|à|objet|gesendet|datum|an|betreff)\*? ?:\*?`)

	// said are the sentences above a quotation, whole.
	said = regexp.MustCompile(`(?i)^(` +
		`on .{6,250} wrote ?:` +
		`|.{2,200} wrote (on|at) .{4,120}:` +
		`|(ar|ddydd|dydd|am|on) .{6,250} (ysgrifennodd|ysgrifennwyd gan)( .{1,200})? ?:` +
		`|ysgrifennodd .{2,250}:` +
		`|.{2,200} a ysgrifennodd( .{4,120})? ?:` +
		`|(air|diluain|dimàirt|diciadain|diardaoin|dihaoine|disathairne|didòmhnaich|di(l|m|c|ar|h|s|d)\.?,?) .{6,250} (sgrìobh|sgriobh)( .{1,200})? ?:` +
		`|(sgrìobh|sgriobh) .{2,250}:` +
		`|le .{6,250} (a|à) écrit ?:` +
		`|.{2,200} a écrit (le|à) .{4,120}:` +
		`|am .{6,250} schrieb( .{1,200})? ?:` +
		`|.{2,200} schrieb am .{4,120}:` +
		`)$`)

	device = regexp.MustCompile(`(?i)^(sent from (my|mail for|yahoo|outlook|proton|samsung|gmail).{0,60}|sent via .{1,60}|get outlook for .{1,30}` +
		`|anfonwyd o('m| fy| ’m|’m)? .{1,60}|wedi'i anfon o .{1,60}|air a chur (on|bhon|o) .{1,60}|chaidh a chur (on|bhon|o) .{1,60}` +
		`|envoyé (de mon|depuis mon|à partir de).{0,60}|téléchargez outlook pour .{1,30}|von mein(em|er) .{1,40} gesendet|gesendet von .{1,60}|holen sie sich outlook .{1,30})\.?( ?<https?://\S+>)?$`)
)

// isEnd reports whether nothing after a line is its writer's: the sign before a
// signature, or the beginning of a whole letter.
func isEnd(line string) bool {
	line = straight(line)
	return line == "--" || line == "—" || ruled.MatchString(line) || begins.MatchString(line)
}

// straight writes the apostrophes of all keyboards as one.
func straight(line string) string { return strings.NewReplacer("’", "'", "‘", "'").Replace(line) }

// isHeaderBlock reports whether the header of a letter begins here, as Outlook and
// others write it above what they quote.
func isHeaderBlock(lines []string) bool {
	first := straight(tidy(lines[0]))
	if underscores.MatchString(first) {
		for _, l := range lines[1:min(len(lines), 4)] {
			if from.MatchString(straight(tidy(l))) {
				return true
			}
		}
		return false
	}
	if !from.MatchString(first) {
		return false
	}
	found := 0
	for _, l := range lines[1:min(len(lines), 8)] {
		if field.MatchString(straight(tidy(l))) {
			found++
		}
	}
	return found >= 2
}

// attribution gives over how many lines a sentence such as "On Monday Eira wrote:"
// goes that begins here: mail programs break it. 0 for none.
func attribution(lines []string, own []string) int {
	whole := ""
	for n := 1; n <= min(len(lines), 4); n++ {
		line := straight(tidy(lines[n-1]))
		if line == "" && n > 1 || strings.HasPrefix(line, ">") {
			return 0
		}
		whole = strings.TrimSpace(whole + " " + line)
		if said.MatchString(whole) && strings.ContainsAny(whole, "0123456789@") || strings.HasSuffix(whole, ":") && names(whole, own) && (n == 1 || len(whole) < 300) {
			return n
		}
	}
	return 0
}

// names reports whether a line holds one of the addresses.
func names(line string, own []string) bool {
	line = strings.ToLower(line)
	for _, a := range own {
		if a != "" && strings.Contains(line, strings.ToLower(a)) {
			return true
		}
	}
	return false
}

// quotesFollow reports whether the next line with something in it is quoted by a sign.
func quotesFollow(lines []string) bool {
	for _, l := range lines {
		if l = tidy(l); l != "" {
			return strings.HasPrefix(l, ">")
		}
	}
	return false
}

// withoutDevice leaves out what a telephone says of itself at the end.
func withoutDevice(lines []string) []string {
	for n := len(lines); n > 0; n-- {
		line := straight(tidy(lines[n-1]))
		switch {
		case line == "":
		case device.MatchString(line) || underscores.MatchString(line):
			lines = lines[:n-1]
		default:
			return lines[:n]
		}
	}
	return nil
}
