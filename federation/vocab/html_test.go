package vocab

import "testing"

func TestPlainText(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Siân <b>O'Hara</b> &amp; co":    "Siân O'Hara & co",
		"a\n\n<script>x</script>\tb":     "a b",
		"&lt;script&gt;":                 "<script>",
		`"quoted" <img src=x onerror=y>`: `"quoted"`,
	} {
		if got := PlainText(in); got != want {
			t.Errorf("PlainText(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzPlainText(f *testing.F) {
	f.Add("Siân <b>O'Hara</b> &amp; co")
	f.Fuzz(func(t *testing.T, s string) {
		if got := PlainText(s); len(got) > MaxHTML {
			t.Errorf("%d bytes", len(got))
		}
	})
}
