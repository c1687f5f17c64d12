package mailer_test

import (
	"strings"
	"testing"
	"time"

	"headroom/community"
	"headroom/community/policy"
)

// TestLettersKeepToLabels: their reader has asked for what is written, and is given what
// the conversation lets out: of a confidential one that somebody has done something, under
// the Chatham House Rule the words and no name, not even a mentioned one.
func TestLettersKeepToLabels(t *testing.T) {
	t.Parallel()
	p := newPost(t, "closed")
	ask := map[int64]bool{p.room.ID: true}
	p.must(p.n.Service.SetNotices(t.Context(), p.head.Viewer, community.NoticeSettingsInput{Communities: map[int64]string{p.room.ID: "all"}, Content: ask,
		Digest: &community.DigestInput{Mode: "daily", At: "07:30"}, Topics: map[community.NoticeTopic]string{"reply": "mail", "thread": "mail", "mention": "mail"}}))
	begun := map[policy.Label]int64{}
	for _, l := range []policy.Label{policy.ChathamHouse, policy.Confidential} {
		out, err := p.n.Service.StartThread(t.Context(), p.head.Viewer, community.PostInput{Community: p.room.ID, Title: "Heating", Body: "Who knows?", Label: l})
		p.must(err)
		begun[l] = out.Thread
	}
	p.pass(time.Minute)
	says := "It is " + secret + ", says @" + p.head.Person.Username
	for _, l := range []policy.Label{policy.ChathamHouse, policy.Confidential} {
		_, err := p.n.Service.Reply(t.Context(), p.mod.Viewer, community.PostInput{Thread: begun[l], Body: says})
		p.must(err)
		p.pass(15 * time.Minute)
		got, letter := p.next()
		for _, body := range []string{letter.Text, letter.HTML, string(got.Data)} {
			if strings.Contains(body, "Morag") || strings.Contains(body, "@"+p.head.Person.Username) {
				t.Errorf("a letter about %q names somebody:\n%s", l, body)
			}
		}
		words, title := strings.Contains(letter.Text, "boiler"), strings.Contains(letter.Text, "Heating")
		if want := l == policy.ChathamHouse; words != want || title != want || !strings.Contains(letter.Text, "Somebody") {
			t.Errorf("a letter about %q has words %v, title %v:\n%s", l, words, title, letter.Text)
		}
	}
	for _, l := range []policy.Label{policy.ChathamHouse, policy.Confidential} { // of which no notice tells
		_, err := p.n.Service.StartThread(t.Context(), p.mod.Viewer, community.PostInput{Community: p.room.ID, Title: "Roofs of " + string(l), Body: says + string(l), Label: l})
		p.must(err)
	}
	p.must(p.n.Service.ReadAllNotices(t.Context(), p.head.Viewer))
	for p.letters() > 0 {
		p.next()
	}
	p.until(3, 7, 30)
	_, digest := p.next()
	for _, body := range []string{digest.Text, digest.HTML} {
		if strings.Contains(body, "Morag") || strings.Contains(body, "Roofs of confidential") || strings.Contains(body, "boiler of Sample Primary, says @…confidential") {
			t.Errorf("the digest says too much:\n%s", body)
		}
		if !strings.Contains(body, "Roofs of chatham-house") || !strings.Contains(body, "boiler") {
			t.Errorf("the digest says too little:\n%s", body)
		}
	}
}
