package vocab

import (
	"bytes"
	"encoding/json"
	"testing"
)

// FuzzDecode holds the decoder against encoding/json: what we take, it takes
// too and reads alike; and no accessor panics.
func FuzzDecode(f *testing.F) {
	for _, body := range documents() {
		f.Add(body)
	}
	for _, s := range []string{`{}`, `{"a":[1,-0.5e3,true,null,"\ud83d\ude00"]}`, `{"@context":{"@id":1}}`, `{"\u0061":{"":[]}}`, ` {"id" : "x"} `} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		d, err := Decode(body)
		if err != nil {
			return
		}
		var m map[string]any
		if err := json.Unmarshal(body, &m); err != nil {
			t.Fatalf("encoding/json refuses what we take: %v", err)
		}
		names := d.Names()
		if len(names) != len(m) {
			t.Fatalf("%d names, encoding/json has %d", len(names), len(m))
		}
		for _, n := range names {
			if s, ok := m[n].(string); ok && s != d.String(n) {
				t.Fatalf("%q: %q, encoding/json has %q", n, d.String(n), s)
			}
			d.LooseRef(n)
			d.Strings(n)
			d.Map(n)
			d.Int(n)
			d.Bool(n)
			d.LooseTime(n)
		}
		without, err := Decode(d.Without("id"))
		if err != nil || without.Has("id") {
			t.Fatalf("without id: %v", err)
		}
		if o := d.Object(); o != nil && !bytes.Contains(body, o.Raw()) {
			t.Fatal("object's bytes are not the body's")
		}
		_ = CheckForm(d, Context)
		d.Attachments()
		d.Tags()
		d.PublicKeys()
		d.Multikeys("assertionMethod")
		d.Membership()
		d.KeyRecord()
		d.LogHeader()
		d.Questions()
		d.Answers()
		d.Members()
		d.Implements(ClosedGroups)
	})
}

func BenchmarkDecodeAnnounce(b *testing.B) {
	body := documents()["announce"]
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		d, err := Decode(body)
		if err != nil || d.Object().Object().ID() == "" {
			b.Fatal(err)
		}
	}
}

func BenchmarkAnnounce(b *testing.B) {
	inner := documents()["create"]
	for b.Loop() {
		Announce(AnnounceFields{ID: "https://s.test/l/1", To: []string{"https://s.test/m"}, Header: header}, inner)
	}
}
