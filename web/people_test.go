package web_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"headroom/community"
	"headroom/web"
)

// samplePhoto takes anything that begins with the word "picture".
func samplePhoto(data []byte) (community.PhotoInput, error) {
	in, err := sampleImage(data)
	if err != nil {
		return community.PhotoInput{}, err
	}
	in.MediaType, in.Height = "image/jpeg", in.Width
	small := in
	small.Digest, small.Data = "small "+in.Digest, append([]byte("small "), data...)
	return community.PhotoInput{Large: in, Small: small}, nil
}

// photographed gives one of the sample people a photograph.
func (h *house) photographed(name string) {
	h.t.Helper()
	in, err := samplePhoto([]byte("picture"))
	h.ok(err)
	h.ok(h.service.SetPhoto(h.t.Context(), h.as(name), in))
}

func TestPhotograph(t *testing.T) {
	t.Parallel()
	h := newHouse(t, func(o *web.Options) { o.Photo, o.UploadBytes = samplePhoto, 1000 })
	b := h.signedIn("member")
	for name, tc := range map[string]struct {
		image  string
		status int
		says   string
	}{
		"none":      {"", 422, "Fill this in"},
		"no photo":  {"PK\x03\x04 a zip", 422, "Choose a JPEG"},
		"too large": {"picture" + strings.Repeat("x", 1500), 422, "too large"},
		"flood":     {"picture" + strings.Repeat("x", 1<<20), 413, "too large"},
	} {
		kind, body := multi(t, map[string]string{"alt": "Me, <smiling>"}, tc.image)
		w := b.send("/profile/photograph", kind, body)
		if w.Code != tc.status {
			t.Errorf("%s: %d, want %d", name, w.Code, tc.status)
		}
		see(t, w.Body.String(), tc.says, `value="Me, &lt;smiling&gt;"`, `value="Sample member"`)
	}
	kind, body := multi(t, map[string]string{"alt": "Me"}, "picture bytes")
	if w := b.send("/profile/photograph", kind, body); w.Code != 303 || w.Header().Get("Location") != "/profile?done=photo_saved" {
		t.Fatalf("a photograph: %d %s", w.Code, w.Body)
	}
	page := h.signedIn("head").get(path("/people/%d", h.people["member"].Person.ID)).Body.String()
	found := regexp.MustCompile(`src="(/people/\d+/photograph\?v=[0-9a-f]+)" alt="Me"`).FindStringSubmatch(page)
	if found == nil {
		t.Fatalf("the photograph is not shown: %s", page)
	}
	small := found[1] + "&size=small"
	see(t, h.signedIn("head").get("/people").Body.String(), strings.ReplaceAll(small[:strings.Index(small, "?")], "&", "&amp;"), "size=small")
	for role, want := range map[string]int{"head": 200, "member": 200, "facilitator": 200, "anonymous": 404, "operator": 404, "applicant": 404} {
		w := h.signedIn(role).get(found[1])
		if role == "operator" && w.Code == 200 {
			continue // operators look after the people of their instance
		}
		if w.Code != want {
			t.Errorf("as %s: %d, want %d", role, w.Code, want)
		}
	}
	w := h.signedIn("head").get(small)
	for name, want := range map[string]string{"Content-Type": "image/jpeg", "X-Content-Type-Options": "nosniff", "Cache-Control": "private, max-age=86400",
		"Content-Security-Policy": "default-src 'none'; sandbox"} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if w.Body.String() != "small picture bytes" {
		t.Errorf("the small one is %q", w.Body)
	}
	b.status("another text", 303, "/profile/photograph", url.Values{"alt": {"Me again"}})
	see(t, h.signedIn("head").get(path("/people/%d", h.people["member"].Person.ID)).Body.String(), `alt="Me again"`)
	b.status("removing it", 303, "/profile/photograph/remove", url.Values{})
	if w := h.signedIn("head").get(found[1]); w.Code != 404 {
		t.Errorf("a removed photograph: %d", w.Code)
	}
	see(t, b.get("/profile").Body.String(), `data-initials="SM"`)
}

func TestDirectoryNarrows(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := h.signedIn("member")
	form := url.Values{"name": {"Siân Sample"}, "post": {"Headteacher"}, "school": {"Ysgol Ynys"}, "authority": {"Ynys Môn"}, "nation": {"wales"},
		"phase": {"primary", "nursery"}, "specialisms": {"ASN, rural"}, "ask_me": {"ferries, <b>"}, "languages": {"cy", "en"}, "head_since": {"2003"},
		"share_years": {"yes"}, "share_school": {"yes"}, "contact": {"none"}, "language": {"en"}, "zone": {"Europe/London"}}
	b.status("the profile", 303, "/profile", form)
	h.ok(h.service.Restore(t.Context(), community.Viewer{Operator: true, Name: "operator"}, h.people["member"].Person.ID, "the new school was checked"))
	see(t, b.get("/profile").Body.String(), `value="nursery" checked`, `value="cy" checked`, `value="2003"`, `value="ferries, &lt;b&gt;"`, `value="none" checked`)
	head := h.signedIn("head")
	for query, want := range map[string]bool{"q=ynys+mon": true, "q=ASN,+rural,+%3E10+yrs": true, "q=ASN&phase=nursery&nation=wales&speaks=cy&years=over-10": true,
		"specialism=Rural&authority=ynys+m%C3%B4n": true, "contact=yes&q=ynys": false, "years=2-5": false, "speaks=gd": false, "years=x": false, "q=zzz": false} {
		page := head.get("/people?" + query).Body.String()
		if got := strings.Contains(page, "Siân Sample"); got != want {
			t.Errorf("%s: found %t", query, got)
		}
		if want {
			see(t, page, "1 person")
		} else {
			see(t, page, "Show everybody")
		}
	}
	page := head.get("/people?q=ASN&phase=primary&before=9007199254740991").Body.String()
	see(t, page, `<li><a href="/people?phase=primary">`, `<li><a href="/people?q=ASN">`)
	person := head.get(path("/people/%d", h.people["member"].Person.ID)).Body.String()
	see(t, person, "Prefers not to be contacted", "Welsh, English", "&lt;b&gt;", `href="/schools/`)
	lacks(t, person, "/new?to=")
	school := regexp.MustCompile(`/schools/\d+`).FindString(person)
	see(t, head.get(school).Body.String(), "Ysgol Ynys", "Siân Sample")
	form.Del("share_school")
	b.status("the profile", 303, "/profile", form)
	if w := head.get(school); w.Code != 404 {
		t.Errorf("the page of a school that nobody shares: %d", w.Code)
	}
	lacks(t, head.get(path("/people/%d", h.people["member"].Person.ID)).Body.String(), `href="/schools/`)
	form.Set("head_since", "1812")
	form["phase"] = []string{"primary", "martian"}
	see(t, b.status("a wrong profile", 422, "/profile", form), "Enter a year between 1950", "Choose one of these", `value="1812"`, `value="primary" checked`)
}

func TestWritingToSomebody(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := h.signedIn("member")
	moderator := h.people["moderator"].Person
	page := b.get(path("/people/%d", moderator.ID)).Body.String()
	to := path("/communities/%d/new?to=%d", h.closed.ID, moderator.ID)
	see(t, page, `href="`+to+`"`, "Write to Sample moderator in", "canary-title")
	lacks(t, page, "canary-private", "canary-secret")
	see(t, b.get(to).Body.String(), ">\n@moderator </textarea>")
}
