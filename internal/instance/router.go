package instance

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"headroom/clientapi"
	"headroom/internal/httpx"
	"headroom/web"
)

// router joins the doors: one router, one table of addresses. Health checks
// stand before the check of the host, because they come by address.
func (i *Instance) router() http.Handler {
	pages, wire := i.Site.Errors(), httpx.ActivityErrors(i.Log)
	r := chi.NewRouter()
	r.Use(httpx.HeadLikeGet, httpx.WithRequestID, httpx.ClientAddress(i.Config.TrustedProxies()), httpx.AccessLog(i.Log),
		i.metrics.measure, httpx.Recover(wire), clientapi.OneAddress)
	r.NotFound(i.onHost(i.Site.NotFound))
	r.MethodNotAllowed(i.onHost(i.Site.MethodNotAllowed))
	alive, ready := web.Health(i.Store)
	r.Method(http.MethodGet, "/healthz", alive)
	r.Method(http.MethodGet, "/readyz", ready)
	r.Group(func(r chi.Router) {
		r.Use(httpx.Host(wire, i.hosts()...))
		r.Group(func(r chi.Router) {
			r.Use(httpx.RateLimit(wire, i.Config.Limits.InboxPerMinute, time.Minute, httpx.ByAddress))
			i.Federation.Routes(r)
		})
		r.Group(func(r chi.Router) {
			r.Use(i.hangsUp)
			i.Site.Routes(r)
		})
		r.Group(func(r chi.Router) {
			r.Use(i.hangsUp)
			i.API.Routes(r)
		})
		if i.Config.Theme.Crest != "" {
			r.With(httpx.SecurityHeaders(i.Config.HTTPS()), httpx.Recover(pages)).Get(crestPath, i.crest)
		}
	})
	return r
}

// crestPath is where the instance's crest is shown from.
const crestPath = "/crest"

func (i *Instance) crest(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "public, max-age=3600")
	http.ServeFile(w, r, i.Config.Theme.Crest)
}

// hosts are the values of Host under which the instance answers.
func (i *Instance) hosts() []string {
	origin := i.Config.Origin()
	list := []string{origin.Host}
	if origin.Port() == "" {
		list = append(list, origin.Host+map[string]string{"https": ":443", "http": ":80"}[origin.Scheme])
	}
	return list
}

// onHost guards the handlers of unknown addresses like all others.
func (i *Instance) onHost(h http.HandlerFunc) http.HandlerFunc {
	return httpx.Host(httpx.ActivityErrors(i.Log), i.hosts()...)(h).ServeHTTP
}

// hangsUp ends the requests of event streams at shutdown; all others finish.
func (i *Instance) hangsUp(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/events" && !strings.HasPrefix(r.URL.Path, "/api/v1/streaming/") {
			next.ServeHTTP(w, r)
			return
		}
		// A stream outlives the time that an answer may take.
		_ = http.NewResponseController(w).SetWriteDeadline(time.Time{})
		_ = http.NewResponseController(w).SetReadDeadline(time.Time{})
		ctx, cancel := context.WithCancel(r.Context())
		defer cancel()
		defer context.AfterFunc(i.streams, cancel)()
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}
