// Package control is how the command line talks to a running instance: a few
// commands as JSON over HTTP on a Unix socket in the storage directory, which
// only the user that runs the instance can open. The commands call the same use
// cases as the operators' pages, as community.CommandLine.
package control

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"

	"github.com/go-chi/chi/v5"

	"headroom/community"
	"headroom/templates"
)

// prefix of the commands' addresses.
const prefix = "/v1/"

// bodyMax bounds a command's input.
const bodyMax = 1 << 20

// Backend is what the commands act on.
type Backend struct {
	Service *community.Service
	Version string
	Log     *slog.Logger
	// Fingerprint is of this instance's issuer key; nil leaves it out.
	Fingerprint func() string
	// Changed is called when a command has changed an agreement, before it is
	// answered; nil does nothing.
	Changed func(context.Context) error
	// ReceiveMail decides about a mail that came to an address of a letter; sender is
	// nil where it is not known.
	ReceiveMail func(ctx context.Context, sender *string, recipients []string, data []byte) ([]community.MailOutcome, error)
}

// Failure is why a command was not carried out: a kind of package community,
// or "internal", and a sentence in English. It never holds a cause.
type Failure struct {
	Kind    string `json:"kind"`
	Message string `json:"message"`
}

// Error implements error.
func (f *Failure) Error() string { return f.Message }

// Fault is a failure as it stands on standard error and in answers.
type Fault struct {
	Error *Failure `json:"error"`
}

// statuses of the kinds that a client of the socket tells apart.
var statuses = map[string]int{
	string(community.Invalid): http.StatusUnprocessableEntity, string(community.Forbidden): http.StatusForbidden,
	string(community.NotFound): http.StatusNotFound, string(community.Conflict): http.StatusConflict,
	string(community.Unavailable): http.StatusServiceUnavailable, string(community.Gone): http.StatusGone,
	string(community.Unauthenticated): http.StatusUnauthorized,
}

// Handler answers the commands.
func Handler(b Backend) http.Handler {
	r := chi.NewRouter()
	for _, c := range commands {
		r.Post(prefix+c.name, func(w http.ResponseWriter, r *http.Request) {
			raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, cmp.Or(c.body, bodyMax)))
			var out any
			if err == nil {
				out, err = c.run(r.Context(), b, raw)
			}
			if err != nil {
				b.Log.InfoContext(r.Context(), "command refused", "command", c.name, "err", err)
				f := failure(err)
				answer(w, statusOf(f.Kind), Fault{f})
				return
			}
			answer(w, http.StatusOK, out)
		})
	}
	return r
}

func statusOf(kind string) int {
	if s, ok := statuses[kind]; ok {
		return s
	}
	return http.StatusInternalServerError
}

func answer(w http.ResponseWriter, status int, v any) {
	body, err := json.Marshal(v)
	if err != nil { // plain structs always encode
		status, body = http.StatusInternalServerError, []byte(`{"error":{"kind":"internal","message":""}}`)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

// sentences are the catalogue that failures are told in.
var sentences = sync.OnceValues(func() (*templates.Catalogue, error) {
	return templates.NewCatalogue([]string{"en"}, nil)
})

// failure tells an error in words: one sentence, or one for each field.
func failure(err error) *Failure {
	var several community.Problems
	if errors.As(err, &several) {
		f := &Failure{Kind: string(community.Invalid)}
		var lines []string
		for _, p := range several {
			lines = append(lines, sentence(p))
		}
		f.Message = strings.Join(lines, " ")
		return f
	}
	var one *community.Error
	if !errors.As(err, &one) {
		return &Failure{Kind: "internal", Message: sentence(&community.Error{Class: "internal", Key: "error.internal"})}
	}
	return &Failure{Kind: string(one.Class), Message: sentence(one)}
}

// sentence is what the catalogue says of one error, with the option that it is
// about in front.
func sentence(e *community.Error) string {
	catalogue, err := sentences()
	if err != nil {
		return e.Key
	}
	args := make([]any, 0, 2*len(e.Args))
	for name, v := range e.Args {
		if n, ok := v.(int64); ok {
			v = int(n)
		}
		args = append(args, name, v)
	}
	text := catalogue.Translate("en", e.Key, args...)
	if text == e.Key {
		text = catalogue.Translate("en", "error."+string(e.Class))
	}
	if e.Field == "" {
		return text
	}
	return strings.ReplaceAll(e.Field, "_", "-") + ": " + text
}
