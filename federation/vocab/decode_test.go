package vocab

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestDecodeRefuses(t *testing.T) {
	t.Parallel()
	deep := func(n int) string { return strings.Repeat(`{"a":`, n-1) + `{}` + strings.Repeat(`}`, n-1) }
	wide := func(n int) string { return `{"to":["x"` + strings.Repeat(`,"x"`, n-1) + `]}` }
	members := func(n int) string {
		var b strings.Builder
		b.WriteString(`{"k":0`)
		for i := 1; i < n; i++ {
			b.WriteString(`,"k` + strings.Repeat("x", i%7) + string(rune('a'+i%26)) + string(rune(0x4e00+i)) + `":0`)
		}
		return b.String() + "}"
	}
	tests := []struct {
		name, body string
		want       error
	}{
		{"empty", ``, ErrMalformed},
		{"space", ` `, ErrMalformed},
		{"array", `[]`, ErrMalformed},
		{"string", `"x"`, ErrMalformed},
		{"cut", `{"id":"x"`, ErrMalformed},
		{"cut string", `{"id":"x`, ErrMalformed},
		{"two documents", `{}{}`, ErrMalformed},
		{"comma at the end", `{"a":1,}`, ErrMalformed},
		{"comma in array", `{"a":[1,]}`, ErrMalformed},
		{"comment", `{/**/}`, ErrMalformed},
		{"byte order mark", "\ufeff{}", ErrMalformed},
		{"single quotes", `{'a':1}`, ErrMalformed},
		{"bare name", `{a:1}`, ErrMalformed},
		{"NaN", `{"a":NaN}`, ErrMalformed},
		{"leading zero", `{"a":01}`, ErrMalformed},
		{"leading plus", `{"a":+1}`, ErrMalformed},
		{"bare point", `{"a":1.}`, ErrMalformed},
		{"bare exponent", `{"a":1e}`, ErrMalformed},
		{"2^53", `{"a":9007199254740992}`, ErrMalformed},
		{"-2^53", `{"a":-9007199254740992}`, ErrMalformed},
		{"2^53 - 1", `{"a":9007199254740991}`, nil},
		{"1e300", `{"a":1e300}`, ErrMalformed},
		{"1e999", `{"a":1e999}`, ErrMalformed},
		{"fraction", `{"a":-0.25e-3}`, nil},
		{"long number", `{"a":0.` + strings.Repeat("1", 40) + `}`, ErrMalformed},
		{"not UTF-8", "{\"a\":\"\xff\"}", ErrMalformed},
		{"surrogate in UTF-8", "{\"a\":\"\xed\xa0\x80\"}", ErrMalformed},
		{"control character", "{\"a\":\"\n\"}", ErrMalformed},
		{"NUL", `{"a":"\u0000"}`, ErrMalformed},
		{"lone surrogate", `{"a":"\ud800"}`, ErrMalformed},
		{"lone low surrogate", `{"a":"\udc00"}`, ErrMalformed},
		{"half pair", `{"a":"\ud800\u0041"}`, ErrMalformed},
		{"pair", `{"a":"\ud83d\ude00"}`, nil},
		{"bad escape", `{"a":"\x41"}`, ErrMalformed},
		{"short escape", `{"a":"\u12"}`, ErrMalformed},
		{"duplicate", `{"id":"a","id":"b"}`, ErrMalformed},
		{"duplicate, escaped", `{"id":"a","\u0069d":"b"}`, ErrMalformed},
		{"duplicate, nested", `{"object":{"type":"a","type":"b"}}`, ErrMalformed},
		{"duplicate, unknown name", `{"zzz":1,"zzz":1}`, ErrMalformed},
		{"duplicate in @context", `{"@context":{"a":"b","a":"c"}}`, ErrMalformed},
		{"case variant", `{"actor":"a","Actor":"b"}`, ErrMalformed},
		{"case variant, unknown", `{"zzz":1,"zZz":1}`, ErrMalformed},
		{"wrong case", `{"Actor":"b"}`, ErrMalformed},
		{"wrong case, hr", `{"hr:Seq":1}`, ErrMalformed},
		{"wrong case, nested", `{"tag":[{"HREF":"b"}]}`, ErrMalformed},
		{"long s", "{\"\u017fummary\":\"b\"}", ErrMalformed},
		{"long s beside", "{\"xs\":1,\"x\u017f\":2}", ErrMalformed},
		{"Kelvin", "{\"bloc\u212ask\":1,\"blocksk\":1}", ErrMalformed},
		{"@id", `{"@id":"x"}`, ErrMalformed},
		{"@graph", `{"@graph":[]}`, ErrMalformed},
		{"@included", `{"@included":[]}`, ErrMalformed},
		{"@reverse, nested", `{"object":{"@reverse":{}}}`, ErrMalformed},
		{"@id, escaped", `{"\u0040id":"x"}`, ErrMalformed},
		{"@id in @context", `{"@context":[{"a":{"@id":"b","@type":"@id"}}]}`, nil},
		{"@Context", `{"@Context":"x"}`, ErrMalformed},
		{"depth 64", deep(64), nil},
		{"depth 65", deep(65), ErrMalformed},
		{"depth 100,000", strings.Repeat(`{"a":`, 100000), ErrMalformed},
		{"depth of arrays", `{"a":` + strings.Repeat(`[`, 64) + strings.Repeat(`]`, 64) + `}`, ErrMalformed},
		{"1,000 items", wide(1000), nil},
		{"1,001 items", wide(1001), ErrMalformed},
		{"1,000 members", members(1000), nil},
		{"1,001 members", members(1001), ErrMalformed},
		{"1 MiB", `{"content":"` + strings.Repeat("x", 1<<20-14) + `"}`, nil},
		{"1 MiB + 1", `{"content":"` + strings.Repeat("x", 1<<20-13) + `"}`, ErrTooBig},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := Decode([]byte(tt.body))
			if !errors.Is(err, tt.want) {
				t.Errorf("Decode: %v, want %v", err, tt.want)
			}
		})
	}
}

func TestDecodeForeign(t *testing.T) {
	t.Parallel()
	for body, ok := range map[string]bool{
		`{"vcard:hasAddress":{"@type":"vcard:Home"}}`:      true,
		`{"hr:presentation":{"@type":"x"}}`:                false,
		`{"object":{"@type":"Note"}}`:                      false,
		`{"@type":"Note"}`:                                 false,
		`{"vcard:hasAddress":{"a":1,"a":2}}`:               false,
		`{"vcard:hasAddress":{},"vcard:hasaddress":{}}`:    false,
		`{"vcard:hasAddress":{"@type":"x"},"Actor":"bob"}`: false,
	} {
		if _, err := DecodeForeign([]byte(body)); (err == nil) != ok {
			t.Errorf("%s: %v", body, err)
		}
	}
}

func TestDecodePageTakesMore(t *testing.T) {
	t.Parallel()
	body := []byte(`{"content":"` + strings.Repeat("x", 1<<20) + `"}`)
	if _, err := DecodePage(body); err != nil {
		t.Error(err)
	}
	if _, err := DecodePage(append(body, make([]byte, 1<<19)...)); !errors.Is(err, ErrTooBig) {
		t.Errorf("got %v", err)
	}
}

func TestAccessors(t *testing.T) {
	t.Parallel()
	d, err := Decode([]byte(`{ "id":"https://a.test/1","type":"Create","actor":"https://a.test/u",
 "to":"https://b.test/g","n":42,"f":1.5,"yes":true,"nothing":null,
 "contentMap":{"cy":"dŵr \u0175\n"},"published":"2026-09-01T08:30:00Z","updated":"2026-09-01T08:30:00.25+01:00",
 "object": {"id" : "https://a.test/2", "type":["Note","X"],"hr:size":3 },
 "l\u0069st":[1,{"id":"https://a.test/3"},"s"], "url":[{"type":"Link","href":"https://a.test/4"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := string(d.Object().Raw()), `{"id" : "https://a.test/2", "type":["Note","X"],"hr:size":3 }`; got != want {
		t.Errorf("Raw: %s", got)
	}
	n, okN := d.Int("n")
	_, okF := d.Int("f")
	yes, okB := d.Bool("yes")
	if n != 42 || !okN || okF || !yes || !okB {
		t.Error("numbers and booleans")
	}
	if !d.Has("nothing") || d.Has("none") || d.String("nothing") != "" {
		t.Error("null")
	}
	if got := d.ContentMap()["cy"]; got != "dŵr ŵ\n" || d.Language() != "cy" {
		t.Errorf("contentMap %q, language %q", got, d.Language())
	}
	if p, ok := d.Published(); !ok || !p.Equal(time.Date(2026, 9, 1, 8, 30, 0, 0, time.UTC)) {
		t.Error("published")
	}
	if _, ok := d.Updated(); ok {
		t.Error("a loose time passed as strict")
	}
	if u, ok := d.LooseTime("updated"); !ok || u.Hour() != 7 {
		t.Error("loose time")
	}
	if diff := cmp.Diff([]string{"https://b.test/g"}, d.To()); diff != "" {
		t.Error(diff)
	}
	if d.Object().Type() != "" || !d.Object().HasType("Note") || d.ObjectID() != "https://a.test/2" {
		t.Error("object")
	}
	if len(d.Raws("list")) != 3 || len(d.Subs("list")) != 1 || d.LooseRef("list") != "https://a.test/3" {
		t.Error("list")
	}
	if d.LooseRef("url") != "https://a.test/4" {
		t.Error("url")
	}
	var none *Document
	if none.ID() != "" || none.Object().Result().Type() != "" || none.Raw() != nil || none.Names() != nil {
		t.Error("a nil document finds something")
	}
}

func TestWithout(t *testing.T) {
	t.Parallel()
	d, err := Decode([]byte(`{ "a" : 1.0 ,"pr\u006fof":{"x":1}, "b":"\/" }`))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := string(d.Without("proof")), `{"a":1.0,"b":"\/"}`; got != want {
		t.Errorf("got %s", got)
	}
	if diff := cmp.Diff([]string{"a", "proof", "b"}, d.Names()); diff != "" {
		t.Error(diff)
	}
}

// fixtures is where documents of other software lie; they are not part of the
// repository.
func fixtures() string {
	if dir := os.Getenv("HEADROOM_FIXTURES"); filepath.IsAbs(dir) {
		return dir
	} else if dir != "" {
		return filepath.Join("..", "..", dir)
	}
	return filepath.Join("..", "..", "..", "shared")
}

func TestDecodeOtherSoftware(t *testing.T) {
	t.Parallel()
	root := filepath.Join(fixtures(), "fixtures", "activitypub")
	if _, err := os.Stat(root); err != nil {
		t.Logf("no fixtures at %s", root)
		return
	}
	count := 0
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".json" {
			return err
		}
		count++
		body, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name := strings.TrimPrefix(path, root)
		d, err := DecodeForeign(body)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			return nil
		}
		if strings.Contains(path, "webfinger") {
			return nil
		}
		if len(d.Types()) == 0 {
			t.Errorf("%s: no type", name)
		}
		activity := d.Has("actor") && d.Has("object")
		if activity && (CheckURL(d.LooseRef("actor")) != nil || d.LooseRef("object") == "") {
			t.Errorf("%s: actor %q, object %q", name, d.LooseRef("actor"), d.LooseRef("object"))
		}
		if !activity && CheckURL(d.ID()) != nil {
			t.Errorf("%s: id %q", name, d.ID())
		}
		if _, ok := d.LooseTime("published"); d.Has("published") && !ok {
			t.Errorf("%s: published %q", name, d.String("published"))
		}
		if err := CheckVocabulary(d); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d documents", count)
}
