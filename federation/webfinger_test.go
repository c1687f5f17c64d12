package federation

import (
	"errors"
	"strings"
	"testing"

	"headroom/federation/vocab"
)

func TestActorLink(t *testing.T) {
	t.Parallel()
	link := func(kind, href string) string { return `{"rel":"self","type":"` + kind + `","href":"` + href + `"}` }
	const good, profile = "application/activity+json", "https://wales.example/u/1"
	for name, c := range map[string]struct{ links, want string }{
		"good":                    {link(good, profile), profile},
		"after a page":            {link("text/html", "https://wales.example/@eira") + "," + link(good, profile), profile},
		"of another host":         {link(good, "https://stranger.example/u/1"), ""},
		"not encrypted":           {link(good, "http://wales.example/u/1"), ""},
		"of another port":         {link(good, "https://wales.example:8443/u/1"), ""},
		"a host that begins so":   {link(good, "https://wales.example.stranger.example/u/1"), ""},
		"before an @":             {link(good, "https://wales.example@stranger.example/u/1"), ""},
		"of another type":         {link("application/json", profile), ""},
		"of data":                 {link(good, "data:application/json,{}"), ""},
		"the second of two hosts": {link(good, "https://stranger.example/u/1") + "," + link(good, profile), profile},
		"none":                    {"", ""},
	} {
		got, err := actorLink([]byte(`{"subject":"acct:eira@wales.example","links":[`+c.links+`]}`), "https://wales.example")
		if err != nil || got != c.want {
			t.Errorf("%s: %q, %v, want %q", name, got, err, c.want)
		}
	}
	if _, err := actorLink([]byte(`{"links":`), "https://wales.example"); !errors.Is(err, errMalformed) {
		t.Errorf("cut off: %v", err)
	}
}

func TestAccountName(t *testing.T) {
	t.Parallel()
	for resource, want := range map[string]string{
		"acct:eira@wales.example": "eira", "eira@wales.example": "", "acct:eira@stranger.example": "", "acct:eira": "",
		"acct:eira@wales.example.": "", "acct:eira@WALES.example": "", "acct:eira@x@wales.example": "", "https://wales.example/u/1": "", "": "",
	} {
		if name, ok := accountName(resource, "wales.example"); ok != (want != "") || ok && name != want {
			t.Errorf("%q: %q, %v, want %q", resource, name, ok, want)
		}
	}
}

// FuzzWebFinger reads what a host answers and what a stranger asks: no actor is
// found on another origin than the one that was asked, and a name never takes
// part of the host with it.
func FuzzWebFinger(f *testing.F) {
	f.Add(vocab.WebFinger("acct:eira@wales.example", "https://wales.example/u/1", ""), "acct:eira@wales.example")
	f.Add(vocab.WebFinger("acct:eira@wales.example", "https://stranger.example/u/1", "https://wales.example/@eira"), "acct:eira@x@wales.example")
	f.Add([]byte(`{"links":[{"type":"application/activity+json","href":"https://wales.example:443/u/1"}]}`), "acct:@wales.example")
	f.Add([]byte(`{"links":[{"type":"application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"","href":"//wales.example/u/1"}]}`), "https://wales.example/")
	f.Add([]byte(`{"links":[[],{"href":["https://wales.example/u/1"]},1,null]}`), "acct:%65ira@wales.example")
	f.Fuzz(func(t *testing.T, answer []byte, resource string) {
		const origin = "https://wales.example"
		if iri, err := actorLink(answer, origin); err == nil && iri != "" {
			if rest, ok := strings.CutPrefix(strings.ToLower(iri), origin); !ok || rest != "" && !strings.ContainsAny(rest[:1], "/:?#") || !vocab.SameOrigin(iri, origin) {
				t.Errorf("an actor of another host: %q", iri)
			}
		}
		if name, ok := accountName(resource, "wales.example"); ok && (strings.Contains(name, "@") || resource != "acct:"+name+"@wales.example") {
			t.Errorf("%q asks for %q", resource, name)
		}
	})
}
