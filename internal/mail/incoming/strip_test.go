package incoming

import (
	"strings"
	"testing"
)

var ours = []string{"noreply@heads.example", "reply+"}

// quoted is the letter as mail programs put it below what is written.
const quoted = "\n> Annwyl Eira,\n>\n> Morag replied to you\n> https://heads.example/notifications/1\n"

// plain is the same without a sign.
const plain = "\nDear Eira,\n\nMorag replied to you\nhttps://heads.example/notifications/1\n"

func TestStrip(t *testing.T) {
	t.Parallel()
	const words = "We buy oil together.\n\nFour schools so far."
	for name, below := range map[string]string{
		"nothing":            "",
		"gmail en":           "\nOn Mon, 23 Nov 2026 at 14:48, Headroom <noreply@heads.example> wrote:\n" + quoted,
		"gmail en broken":    "\nOn Mon, 23 Nov 2026 at 14:48, Headroom Cymru a’r Alban\n<reply+abcdefgh@heads.example> wrote:\n" + quoted,
		"gmail cy":           "\nAr Llun, 23 Tach 2026 am 14:48, Headroom <noreply@heads.example> ysgrifennodd:\n" + quoted,
		"thunderbird cy":     "\nAr 23/11/2026 14:48, ysgrifennodd Headroom:\n" + quoted,
		"cy whole":           "\nYsgrifennodd Headroom ar 23 Tachwedd 2026:\n" + quoted,
		"gmail gd":           "\nAir DiL, 23 dhen t-Samh 2026 aig 14:48, sgrìobh Headroom <noreply@heads.example>:\n" + quoted,
		"gd whole":           "\nSgrìobh Headroom na leanas air 23/11/2026:\n" + quoted,
		"gmail fr":           "\nLe lun. 23 nov. 2026 à 14:48, Headroom <noreply@heads.example> a écrit :\n" + quoted,
		"thunderbird fr":     "\nLe 23/11/2026 à 14:48, Headroom a écrit :\n" + quoted,
		"gmail de":           "\nAm Mo., 23. Nov. 2026 um 14:48 Uhr schrieb Headroom <noreply@heads.example>:\n" + quoted,
		"de other way":       "\nHeadroom schrieb am 23.11.2026 um 14:48:\n" + quoted,
		"apple":              "\n> On 23 Nov 2026, at 14:48, Headroom <noreply@heads.example> wrote:\n>\n> Dear Eira\n",
		"address alone":      "\n23.11.2026 14:48, Headroom <noreply@heads.example>:\n" + quoted,
		"unknown language":   "\n2026. 11. 23. 14:48 keltezéssel, noreply@heads.example írta:\n" + quoted,
		"no signs":           "\nOn Mon, 23 Nov 2026 at 14:48, Headroom <noreply@heads.example> wrote:\n" + plain,
		"outlook en":         "\n-----Original Message-----\nFrom: Headroom\nSent: 23 November 2026 14:48\n" + plain,
		"outlook cy":         "\n-----Neges Wreiddiol-----\nOddi wrth: Headroom\nAnfonwyd: 23 Tachwedd 2026\n" + plain,
		"outlook gd":         "\n----- Teachdaireachd Thùsail -----\nBho: Headroom\nAir a chur: 23 Samhain\n" + plain,
		"outlook fr":         "\n-----Message d’origine-----\nDe : Headroom\nEnvoyé : lundi\n" + plain,
		"outlook de":         "\n-----Ursprüngliche Nachricht-----\nVon: Headroom\nGesendet: Montag\n" + plain,
		"outlook header":     "\n________________________________\nFrom: Headroom <noreply@heads.example>\nSent: 23 November 2026 14:48\nTo: Eira\nSubject: new\n" + plain,
		"outlook bare":       "\nFrom: Headroom <noreply@heads.example>\nSent: 23 November 2026 14:48\nTo: Eira\nSubject: new\n" + plain,
		"outlook bare cy":    "\nOddi wrth: Headroom\nDyddiad: Llun\nAt: Eira\nPwnc: newydd\n" + plain,
		"outlook bare de":    "\nVon: Headroom\nGesendet: Montag\nAn: Eira\nBetreff: neu\n" + plain,
		"outlook bold":       "\n*From:* Headroom\n*Sent:* Monday\n*To:* Eira\n*Subject:* new\n" + plain,
		"signature":          "\n-- \nEira Sample\nPennaeth, Ysgol Enghraifft\n",
		"signature then all": "\n-- \nEira\n\nOn Mon, 23 Nov 2026 at 14:48, Headroom wrote:\n" + quoted,
		"telephone en":       "\nSent from my iPhone\n\nOn 23 Nov 2026, at 14:48, Headroom <noreply@heads.example> wrote:\n" + quoted,
		"telephone cy":       "\nAnfonwyd o fy iPhone\n",
		"telephone gd":       "\nAir a chur on iPhone agam\n",
		"telephone fr":       "\nEnvoyé de mon iPhone\n",
		"telephone de":       "\nVon meinem iPhone gesendet\n",
		"outlook for ios":    "\nGet Outlook for iOS<https://aka.ms/o0ukef>\n________________________________\nFrom: Headroom\nSent: Monday\nTo: Eira\nSubject: new\n" + plain,
		"passed on":          "\n---------- Forwarded message ---------\nFrom: Headroom\n" + plain,
		"no-break spaces":    "\nLe lun. 23 nov. 2026 à 14:48, Headroom a écrit\u00a0:\n" + quoted,
	} {
		if got := Strip(words+"\n"+below, ours); got != words {
			t.Errorf("%s: %q", name, got)
		}
		if got := Strip(strings.ReplaceAll(words+"\n"+below, "\n", "\r\n"), ours); got != words {
			t.Errorf("%s, with CRLF: %q", name, got)
		}
	}
	for name, tc := range map[string][2]string{
		"below the quotation":   {"On Mon, 23 Nov 2026 at 14:48, Headroom <noreply@heads.example> wrote:\n" + quoted + "\n" + words, words},
		"in between":            {"> How many?\nFour.\n> And where?\nOn Lewis.\n", "Four.\nOn Lewis."},
		"a sentence that ends":  {"On Monday I wrote:\nnothing at all.", "On Monday I wrote:\nnothing at all."},
		"a list":                {"From: Lewis\nand Harris, we go.", "From: Lewis\nand Harris, we go."},
		"dashes in a text":      {"One - two -- three\n---\nfour", "One - two -- three\n---\nfour"},
		"said of someone":       {"She wrote a letter on Monday.\nIt was long.", "She wrote a letter on Monday.\nIt was long."},
		"only a quotation":      {quoted, ""},
		"only a signature":      {"-- \nEira", ""},
		"a colon":               {"Three things:\n1. oil\n2. coal", "Three things:\n1. oil\n2. coal"},
		"sent from in the text": {"Sent from my school to yours:\na parcel.", "Sent from my school to yours:\na parcel."},
	} {
		if got := Strip(tc[0], ours); got != tc[1] {
			t.Errorf("%s: %q, want %q", name, got, tc[1])
		}
	}
}

// FuzzStrip: whatever comes, nothing is added, and what has been stripped is not quoted.
func FuzzStrip(f *testing.F) {
	f.Add("Words.\n\nOn Mon, 23 Nov 2026 at 14:48, Headroom <noreply@heads.example> wrote:\n" + quoted)
	f.Add("Oddi wrth: A\nDyddiad: B\nAt: C\n")
	f.Add("________________________________\nFrom: x\n")
	f.Fuzz(func(t *testing.T, text string) {
		got := Strip(text, ours)
		if len(got) > len(text) {
			t.Fatalf("%q became longer: %q", text, got)
		}
		for line := range strings.SplitSeq(got, "\n") {
			if strings.HasPrefix(tidy(line), ">") {
				t.Fatalf("%q leaves a quotation: %q", text, got)
			}
			if !strings.Contains(strings.ReplaceAll(text, "\r", "\n"), strings.TrimSpace(line)) {
				t.Fatalf("%q: %q was not there", text, line)
			}
		}
	})
}
