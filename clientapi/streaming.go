package clientapi

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"headroom/community"
	"headroom/internal/httpx"
)

// What holds for streams.
const (
	checkEvery   = 5 * time.Second // at most, whether anything happened or not
	beatEvery    = 3               // of those, so that proxies keep the stream
	eventsAtOnce = 100
	channelsMost = 20 // of one connection
)

// channel is one thing that a connection follows.
type channel struct {
	name string // "user", "user:notification", "public", "list" …
	arg  string // a list's id, or a hashtag as the client wrote it: it knows its streams by that
}

// names are the channel as its events carry it.
func (ch channel) names() []string {
	if ch.arg != "" {
		return []string{ch.name, ch.arg}
	}
	return []string{ch.name}
}

// channelScopes is what each channel asks of a token. There are no media of their own
// here: those channels are silent.
var channelScopes = map[string]string{
	"user": "read:statuses", "user:notification": "read:notifications", "list": "read:lists", "direct": "read:statuses",
	"public": "read:statuses", "public:local": "read:statuses", "public:remote": "read:statuses",
	"public:media": "read:statuses", "public:local:media": "read:statuses", "public:remote:media": "read:statuses",
	"hashtag": "read:statuses", "hashtag:local": "read:statuses",
}

// channelOf checks what somebody wants to follow: NotFound for what there is not, or
// is not theirs. It holds nothing of the request, which is larger by far.
func (a *API) channelOf(r *http.Request, c caller, name, list, tag string) (channel, error) {
	need, there := channelScopes[name]
	if !there {
		return channel{}, community.ErrNotFound
	}
	if _, err := scopeOf(need).admit(c); err != nil {
		return channel{}, err
	}
	switch name {
	case "list":
		id, err := parseID(list)
		if err != nil {
			return channel{}, err
		}
		return channel{strings.Clone(name), strings.Clone(list)}, a.mayFollowList(r, c, id)
	case "hashtag", "hashtag:local":
		if community.TagName(tag) == "" {
			return channel{}, community.ErrNotFound
		}
		return channel{strings.Clone(name), strings.Clone(tag)}, nil
	}
	return channel{name: strings.Clone(name)}, nil
}

const streamPath = "/api/v1/streaming"

// streamRoutes are the streams: a WebSocket, and server-sent events for each channel.
func (a *API) streamRoutes() []route {
	all := []route{
		{method: http.MethodGet, path: streamPath, scope: scope{}, handler: a.socket, stream: true},
		{method: http.MethodGet, path: streamPath + "/", scope: scope{}, handler: a.socket, stream: true},
		row(http.MethodGet, streamPath+"/health", public, a.streamsHealthy),
	}
	for name, need := range channelScopes {
		path := streamPath + "/" + strings.ReplaceAll(name, ":", "/")
		all = append(all, route{method: http.MethodGet, path: path, scope: scopeOf(need), handler: a.sse(name), stream: true})
	}
	slices.SortFunc(all, func(x, y route) int { return strings.Compare(x.path, y.path) })
	return all
}

func (a *API) streamsHealthy(w http.ResponseWriter, _ *http.Request, _ caller) error {
	return httpx.WriteBytes(w, http.StatusOK, "text/plain; charset=utf-8", []byte("OK"))
}

// tokenOf is the token that a request brings in its header. Browsers cannot set one
// for a WebSocket: to open a stream it may stand in the query or, told by subprotocol,
// where a protocol is asked for, as with Mastodon.
func tokenOf(r *http.Request) (token string, subprotocol bool) {
	if token := bearer(r); token != "" || !strings.HasPrefix(r.URL.Path, streamPath) {
		return token, false
	}
	if token := r.URL.Query().Get("access_token"); token != "" {
		return token, false
	}
	token, _, _ = strings.Cut(r.Header.Get("Sec-Websocket-Protocol"), ",")
	return strings.TrimSpace(token), token != ""
}
