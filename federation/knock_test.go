package federation

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"headroom/community"
	"headroom/federation/fetch"
	"headroom/federation/sign"
)

// memory is the store of forms, for tests.
type memory struct {
	kept   map[string]community.SignatureForm
	writes int
	full   bool
	at     time.Time
}

func (m *memory) forms() *forms {
	f := newForms(&community.Service{}, func() time.Time { return m.at })
	f.load = func(_ context.Context, host string) (community.SignatureForm, error) {
		k, ok := m.kept[host]
		if !ok {
			return k, community.ErrNotFound
		}
		return k, nil
	}
	f.learned = func(_ context.Context, host, form string) error {
		if m.full {
			return errors.New("disk full")
		}
		m.writes++
		m.kept[host] = community.SignatureForm{Host: host, Form: form, LearnedAt: m.at}
		return nil
	}
	return f
}

// asks makes one request of a host that answers each form as the table says, and
// gives the forms in which it was asked.
func asks(t *testing.T, f *forms, answers map[sign.Form]error) (seen []sign.Form, err error) {
	t.Helper()
	who := func(form sign.Form) fetch.Signer {
		return func(req *http.Request, _ []byte) error { req.Header.Set("Form", string(form)); return nil }
	}
	err = f.knock(t.Context(), "https://p.example/inbox", who, func(as fetch.Signer) error {
		req := httptest.NewRequest("POST", "https://p.example/inbox", nil)
		if err := as(req, nil); err != nil {
			return err
		}
		form := sign.Form(req.Header.Get("Form"))
		seen = append(seen, form)
		return answers[form]
	})
	return seen, err
}

func status(code int) error { return &fetch.StatusError{Code: code} }

// TestKnock: how often a host is asked on the first contact, and in which form on
// the second.
func TestKnock(t *testing.T) {
	t.Parallel()
	const c, m = sign.Cavage, sign.Message
	for _, tt := range []struct {
		name    string
		answers map[sign.Form]error
		first   []sign.Form
		code    int // of the first request; 0: taken
		second  []sign.Form
		kept    sign.Form
	}{
		{"takes both", nil, []sign.Form{c}, 0, []sign.Form{c}, c},
		{"takes the draft", map[sign.Form]error{m: status(401)}, []sign.Form{c}, 0, []sign.Form{c}, c},
		{"takes the standard, says 401", map[sign.Form]error{c: status(401)}, []sign.Form{c, m}, 0, []sign.Form{m}, m},
		{"takes the standard, says 400", map[sign.Form]error{c: status(400)}, []sign.Form{c, m}, 0, []sign.Form{m}, m},
		{"takes neither", map[sign.Form]error{c: status(401), m: status(401)}, []sign.Form{c, m}, 401, []sign.Form{c}, ""},
		{"takes neither, in other words", map[sign.Form]error{c: status(400), m: status(401)}, []sign.Form{c, m}, 400, []sign.Form{c}, ""},
		{"is away on the second", map[sign.Form]error{c: status(401), m: status(503)}, []sign.Form{c, m}, 401, []sign.Form{c, m}, ""},
		{"forbids", map[sign.Form]error{c: status(403)}, []sign.Form{c}, 403, []sign.Form{c}, ""},
		{"knows of nothing", map[sign.Form]error{c: status(404)}, []sign.Form{c}, 404, []sign.Form{c}, ""},
		{"is busy", map[sign.Form]error{c: status(503)}, []sign.Form{c}, 503, []sign.Form{c}, ""},
		{"is away", map[sign.Form]error{c: fetch.ErrNetwork}, []sign.Form{c}, -1, []sign.Form{c}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			mem := &memory{kept: map[string]community.SignatureForm{}, at: time.Unix(1788249600, 0)}
			f := mem.forms()
			seen, err := asks(t, f, tt.answers)
			if diff := cmp.Diff(tt.first, seen); diff != "" {
				t.Errorf("first contact: %s", diff)
			}
			got, _ := errors.AsType[*fetch.StatusError](err)
			if (tt.code == 0) != (err == nil) || tt.code > 0 && (got == nil || got.Code != tt.code) {
				t.Errorf("first contact: %v", err)
			}
			if k := mem.kept["p.example"]; sign.Form(k.Form) != tt.kept {
				t.Errorf("kept %q", k.Form)
			}
			if seen, _ = asks(t, f, tt.answers); !slices.Equal(seen, tt.second) {
				t.Errorf("second request: %v", seen)
			}
			writes := mem.writes
			if seen, _ = asks(t, mem.forms(), tt.answers); tt.kept != "" && !slices.Equal(seen, tt.second) {
				t.Errorf("after a restart: %v", seen)
			}
			if mem.writes != writes {
				t.Errorf("what is known is written again")
			}
		})
	}
}

// TestKnockAgain: a server that changes its software is met again, and no sooner
// than a day later.
func TestKnockAgain(t *testing.T) {
	t.Parallel()
	const c, m = sign.Cavage, sign.Message
	mem := &memory{kept: map[string]community.SignatureForm{}, at: time.Unix(1788249600, 0)}
	f := mem.forms()
	old, fresh := map[sign.Form]error{m: status(401)}, map[sign.Form]error{c: status(401)}
	for _, step := range []struct {
		later   time.Duration
		answers map[sign.Form]error
		want    []sign.Form
	}{
		{0, old, []sign.Form{c}}, {time.Hour, fresh, []sign.Form{c}}, {22 * time.Hour, fresh, []sign.Form{c}},
		{time.Hour, fresh, []sign.Form{c, m}}, {0, fresh, []sign.Form{m}}, {time.Minute, old, []sign.Form{m}},
		{25 * time.Hour, old, []sign.Form{m, c}}, {time.Minute, old, []sign.Form{c}},
	} {
		mem.at = mem.at.Add(step.later)
		if seen, _ := asks(t, f, step.answers); !slices.Equal(seen, step.want) {
			t.Errorf("%v later: %v, want %v", step.later, seen, step.want)
		}
	}
	mem.full, mem.at = true, mem.at.Add(25*time.Hour)
	if _, err := asks(t, f, old); err != nil {
		t.Error("a request that was taken failed for a full disk here:", err)
	}
}
