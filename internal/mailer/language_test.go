package mailer_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"headroom/community"
	"headroom/internal/clustertest"
	"headroom/internal/mail/mailtest"
	"headroom/templates"
)

// TestALetterIsInItsReadersLanguage asks for a password in pages of one
// language, for accounts that have chosen another, or none.
func TestALetterIsInItsReadersLanguage(t *testing.T) {
	t.Parallel()
	c := clustertest.New(t, clustertest.Options{Names: []string{"scotland"}})
	n := c.Node("scotland")
	catalogue, err := templates.NewCatalogue(templates.Languages, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct{ chosen, page, want string }{
		{"", "en", "en"}, {"", "cy", "cy"}, {"", "gd", "gd"}, {"cy", "en", "cy"}, {"gd", "cy", "gd"}, {"en", "gd", "en"},
	} {
		name := "reader" + tc.chosen + tc.page
		email := name + "@scotland.example"
		_, err := n.Service.AddMember(t.Context(), community.CommandLine, community.MemberInput{Email: email, Username: name, Name: "Sample Reader",
			Post: "Headteacher", Language: tc.chosen, Password: "a long sample passphrase"})
		if err != nil {
			t.Fatal(err)
		}
		letters(t, n, c) // what came before
		b := n.Browser()
		b.Get("/reset?lang="+tc.page).OK().Submit("/reset", map[string]string{"email": email}).OK()
		c.Settle()
		files, err := filepath.Glob(filepath.Join(n.Config.Storage, "mail", "*.eml"))
		if err != nil || len(files) != 1 {
			t.Fatalf("%+v: %d letters, %v", tc, len(files), err)
		}
		raw, err := os.ReadFile(files[0])
		if err != nil {
			t.Fatal(err)
		}
		p, err := mailtest.Parse(raw)
		if err != nil {
			t.Fatal(err)
		}
		subject, _, _ := strings.Cut(catalogue.Translate(tc.want, "mail.reset_subject", "Site", "|"), "|")
		if got := p.Header.Get("Content-Language"); got != tc.want {
			t.Errorf("%+v: the letter says that it is in %q", tc, got)
		}
		if !strings.Contains(p.Text, catalogue.Translate(tc.want, "mail.reset_ignore")) || !strings.Contains(p.Subject, strings.TrimSpace(subject)) {
			t.Errorf("%+v: %q\n%s", tc, p.Subject, p.Text)
		}
	}
}
