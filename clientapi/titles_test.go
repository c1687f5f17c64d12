package clientapi

import (
	"strings"
	"testing"
)

func TestTitles(t *testing.T) {
	long := strings.Repeat("attendance ", 30)
	for typed, want := range map[string][2]string{
		"Attendance codes\n\nWhich do you use?": {"Attendance codes", "Which do you use?"},
		"# Attendance codes\r\nWhich?":          {"Attendance codes", "Which?"},
		"**Ynys Môn**\nDewch!":                  {"Ynys Môn", "Dewch!"},
		"Does anyone have a policy on phones?":  {"Does anyone have a policy on phones?", "Does anyone have a policy on phones?"},
		"- one\n- two":                          {"one - two", "- one\n- two"},
		"> said\n\nNo.":                         {"said No.", "> said\n\nNo."},
		"  spaced  \n\n\n":                      {"spaced", "spaced"},
		long:                                    {strings.Repeat("attendance ", 6) + "attendance…", strings.TrimSpace(long)},
		"":                                      {"", ""},
		strings.Repeat("x", 200) + "\n\nand more": {strings.Repeat("x", 80) + "…", strings.Repeat("x", 200) + "\n\nand more"},
	} {
		title, body := splitTitle(typed)
		if title != want[0] || body != want[1] {
			t.Errorf("%.40q: %q and %.40q, want %q and %.40q", typed, title, body, want[0], want[1])
		}
	}
}

// FuzzTitles: what a client is given to edit, and sends back as it was, changes
// nothing.
func FuzzTitles(f *testing.F) {
	for _, typed := range []string{"a\nb", "# a\n\n- b", "a", "**a\nb**", "a\n\n\n\tb", "- a\nb", "####### a\nb", "a\n\nb\n\nc", "** **\nx", "#\n#\n#"} {
		f.Add(typed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		title, body := splitTitle(typed)
		if title == "" {
			return
		}
		again, same := splitTitle(joinTitle(title, body))
		if again != title || same != body {
			t.Errorf("%q: %q and %q became %q and %q", typed, title, body, again, same)
		}
	})
}
