package clientapi_test

import (
	"bytes"
	"mime/multipart"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"headroom/clientapi"
)

// TestParams: the same request, written in each of the ways that clients write it.
func TestParams(t *testing.T) {
	t.Parallel()
	var many bytes.Buffer
	parts := multipart.NewWriter(&many)
	for _, p := range [][2]string{{"status", "Sample + words"}, {"media_ids[]", "1"}, {"media_ids[]", "2"}, {"poll[options][]", "a"}, {"poll[options][]", "b"},
		{"poll[multiple]", "true"}, {"keywords_attributes[][keyword]", "x"}, {"keywords_attributes[][whole_word]", "1"}, {"keywords_attributes[][keyword]", "y"}} {
		if err := parts.WriteField(p[0], p[1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := parts.Close(); err != nil {
		t.Fatal(err)
	}
	form := "status=Sample+%2B+words&media_ids[]=1&media_ids[]=2&poll[options][]=a&poll[options][]=b&poll[multiple]=true" +
		"&keywords_attributes[][keyword]=x&keywords_attributes[][whole_word]=1&keywords_attributes[][keyword]=y"
	for _, one := range []struct{ how, target, kind, body string }{
		{"form", "/", "application/x-www-form-urlencoded", form},
		{"query", "/?" + form, "", ""},
		{"multipart", "/", parts.FormDataContentType(), many.String()},
		{"JSON", "/", "application/json; charset=utf-8", `{"status":"Sample + words","media_ids":["1",2],"poll":{"options":["a","b"],"multiple":true},
			"keywords_attributes":[{"keyword":"x","whole_word":true},{"keyword":"y"}]}`},
	} {
		r := httptest.NewRequest("POST", one.target, strings.NewReader(one.body))
		r.Header.Set("Content-Type", one.kind)
		v, err := clientapi.Params(r)
		if err != nil {
			t.Errorf("%s: %v", one.how, err)
			continue
		}
		var keywords []string
		for _, k := range v.Each("keywords_attributes") {
			keywords = append(keywords, k.Text("keyword"))
		}
		if v.Text("status") != "Sample + words" || !slices.Equal(v.Texts("media_ids"), []string{"1", "2"}) ||
			!slices.Equal(v.Texts("poll.options"), []string{"a", "b"}) || !v.Flag("poll.multiple") || v.Has("poll.expires_in") || v.Flag("sensitive") {
			t.Errorf("%s: %+v", one.how, v)
		}
		if !slices.Equal(keywords, []string{"x", "y"}) {
			t.Errorf("%s: keywords %v", one.how, keywords)
		}
	}
}

func TestBadParams(t *testing.T) {
	t.Parallel()
	for _, one := range []struct{ kind, body string }{
		{"application/json", `{"status":`}, {"application/json", `[1]`}, {"application/json", `{"a":1} {"b":2}`},
		{"application/json", strings.Repeat(`{"a":`, 50) + "1" + strings.Repeat("}", 50)},
		{"application/json", `{"poll":{"options":[` + strings.TrimSuffix(strings.Repeat(`"a",`, 100_000), ",") + `]}}`},
		{"application/x-www-form-urlencoded", strings.Repeat("poll[options][]=a&", 100_000)},
		{"application/x-www-form-urlencoded", "a=%zz"}, {"application/x-www-form-urlencoded", "a[b=1"},
		{"application/x-www-form-urlencoded", "a[b][c][d][e][f][g][h]=1"},
		{"multipart/form-data; boundary=x", "--x\r\nnothing"}, {"multipart/form-data", "x"},
	} {
		r := httptest.NewRequest("POST", "/", strings.NewReader(one.body))
		r.Header.Set("Content-Type", one.kind)
		if v, err := clientapi.Params(r); err == nil {
			t.Errorf("%s %.40s: %+v", one.kind, one.body, v)
		}
	}
}

func TestIDs(t *testing.T) {
	t.Parallel()
	id := clientapi.WrapperID(1234567890123)
	if post, wrapped := clientapi.SplitID(id); post != 1234567890123 || !wrapped || id >= 1<<53 {
		t.Errorf("%d: %d %v", id, post, wrapped)
	}
	if post, wrapped := clientapi.SplitID(1234567890123); post != 1234567890123 || wrapped {
		t.Errorf("%d %v", post, wrapped)
	}
}

func TestPage(t *testing.T) {
	t.Parallel()
	p := clientapi.PageOf(httptest.NewRequest("GET", "/?max_id=4503599627370501&since_id=x&min_id=3&limit=999", nil), 20, 40)
	if p.Before != 5 || p.After != 3 || p.Since != 0 || p.Limit != 40 {
		t.Errorf("%+v", p)
	}
}
