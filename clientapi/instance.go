package clientapi

import (
	"cmp"
	"html"
	"net/http"
	"regexp"
	"strings"

	"headroom/community"
)

// The bounds that clients are told of. They are those of package community.
const (
	statusLength    = 20_000
	altLength       = 500
	choicesMost     = 20
	choiceLength    = 150
	soonestClosing  = 5 * 60      // seconds
	latestClosing   = 90 * 86_400 // seconds
	imagePixelsMost = 40_000_000
)

func (a *API) instanceRoutes() []route {
	list := func(path string) route {
		return route{method: http.MethodGet, path: path, scope: public, handler: func(w http.ResponseWriter, _ *http.Request, _ caller) error {
			return a.answer(w, http.StatusOK, []none{})
		}}
	}
	return []route{
		{method: http.MethodGet, path: "/health", scope: public, handler: a.streamsHealthy},
		{method: http.MethodGet, path: "/api/v1/instance", scope: public, handler: a.instanceOld},
		{method: http.MethodGet, path: "/api/v2/instance", scope: public, handler: a.instance},
		{method: http.MethodGet, path: "/api/v1/instance/extended_description", scope: public, handler: a.instanceText("/about")},
		{method: http.MethodGet, path: "/api/v1/instance/privacy_policy", scope: public, handler: a.instanceText("/privacy")},
		{method: http.MethodGet, path: "/api/v1/instance/translation_languages", scope: public, handler: func(w http.ResponseWriter, _ *http.Request, _ caller) error {
			return a.answer(w, http.StatusOK, struct{}{})
		}},
		{method: http.MethodGet, path: "/api/v1/preferences", scope: scopeRead("accounts"), handler: a.preferences},
		list("/api/v1/instance/rules"), list("/api/v1/instance/peers"), list("/api/v1/instance/activity"), list("/api/v1/instance/domain_blocks"),
		list("/api/v1/custom_emojis"),
	}
}

// claimed is the version of Mastodon whose calls are all here, and claimedNumber the
// one of its API. A test compares the table with what Mastodon describes.
const (
	claimed       = "4.3.0"
	claimedNumber = 2
)

// version is what clients read before they choose what to call: the claimed one,
// then ours as what semantic versions call build metadata. Some clients (masto.js 4 and 5)
// end with an error when it is any other kind of text.
func (a *API) version() (text string, number int) {
	return claimed + "+headroom-" + notInVersions.ReplaceAllString(a.Version, "-"), claimedNumber
}

// notInVersions is what build metadata may not have.
var notInVersions = regexp.MustCompile(`[^0-9A-Za-z.-]+`)

// name and about are what the instance says of itself, in the reader's language.
func (a *API) name(r *http.Request, c caller) string { return a.Identity.Name.In(a.language(c)) }

func (a *API) about(r *http.Request, c caller) string {
	if a.About == nil {
		return a.name(r, c)
	}
	return a.About(c.account.Language, r.Header.Get("Accept-Language"))
}

// contact stands for those who run the instance: it has no posts and no page of its
// own but the one about the instance.
func (a *API) contact(r *http.Request, c caller) account {
	return account{ID: "1", Username: "about", Acct: "about", URL: a.Identity.URL + "/about", URI: a.Identity.Issuer(), DisplayName: a.name(r, c),
		Note: paragraphs(a.about(r, c)), Avatar: a.emblem(), AvatarStatic: a.emblem(), Header: a.header(), HeaderStatic: a.header(), Locked: true, Bot: true, NoIndex: true,
		CreatedAt: date(a.began), Emojis: []none{}, Fields: []field{}, Roles: []accountRole{}}
}

type object = map[string]any

func (a *API) limits() object {
	return object{
		"accounts": object{"max_featured_tags": 0, "max_pinned_statuses": 0},
		"statuses": object{"max_characters": statusLength, "max_media_attachments": community.PicturesMost, "characters_reserved_per_url": 23},
		"media_attachments": object{"supported_mime_types": []string{"image/jpeg", "image/png", "image/gif", "image/webp"}, "image_size_limit": a.UploadBytes,
			"image_matrix_limit": imagePixelsMost, "video_size_limit": 0, "video_frame_rate_limit": 0, "video_matrix_limit": 0, "description_limit": altLength},
		"polls": object{"max_options": choicesMost, "max_characters_per_option": choiceLength, "min_expiration": soonestClosing, "max_expiration": latestClosing},
	}
}

// streaming is where events come from.
func (a *API) streaming() string { return "ws" + strings.TrimPrefix(a.Identity.URL, "http") }

func (a *API) instance(w http.ResponseWriter, r *http.Request, c caller) error {
	at := a.Identity.URL
	version, number := a.version()
	limits := a.limits()
	limits["translation"] = object{"enabled": false}
	limits["vapid"] = object{"public_key": a.pushKey()}
	limits["limited_federation"] = true
	limits["urls"] = object{"streaming": a.streaming(), "status": nil, "about": at + "/about", "privacy_policy": at + "/privacy", "terms_of_service": at + "/terms"}
	return a.answer(w, http.StatusOK, object{
		"domain": a.Identity.Host, "title": a.name(r, c), "version": version, "source_url": at + "/about", "description": a.about(r, c),
		"usage":     object{"users": object{"active_month": 0}}, // nobody is counted
		"thumbnail": object{"url": a.header(), "blurhash": nil, "description": nil, "versions": object{}},
		"icon":      []object{{"src": a.emblem(), "size": "512x512"}}, "languages": a.Identity.Languages, "configuration": limits,
		"registrations": object{"enabled": false, "approval_required": true, "reason_required": true, "message": `<p><a href="` + at + `/apply">` + html.EscapeString(at) + `/apply</a></p>`,
			"url": at + "/apply", "min_age": nil},
		"api_versions": object{"mastodon": number}, "contact": object{"email": a.mailbox(), "account": a.contact(r, c)}, "rules": []none{},
	})
}

// instanceOld is the first version of it, which older clients ask for.
func (a *API) instanceOld(w http.ResponseWriter, r *http.Request, c caller) error {
	version, _ := a.version()
	return a.answer(w, http.StatusOK, object{
		"uri": a.Identity.Host, "title": a.name(r, c), "short_description": a.about(r, c), "description": a.about(r, c), "email": a.mailbox(), "version": version,
		"urls": object{"streaming_api": a.streaming()}, "stats": object{"user_count": 0, "status_count": 0, "domain_count": 0}, "thumbnail": a.header(),
		"languages": a.Identity.Languages, "registrations": false, "approval_required": true, "invites_enabled": false, "configuration": a.limits(),
		"contact_account": a.contact(r, c), "rules": []none{},
	})
}

// mailbox is an address of those who run the instance.
func (a *API) mailbox() string {
	host := a.Identity.Host
	if name, _, ok := strings.Cut(host, ":"); ok {
		host = name
	}
	return cmp.Or(a.Email, "noreply@"+host)
}

// instanceText leads to a page that says more than clients could show.
func (a *API) instanceText(page string) handler {
	return func(w http.ResponseWriter, r *http.Request, c caller) error {
		at := html.EscapeString(a.Identity.URL + page)
		return a.answer(w, http.StatusOK, object{"updated_at": date(a.began), "content": paragraphs(a.about(r, c)) + `<p><a href="` + at + `">` + at + `</a></p>`})
	}
}

// preferences are those that clients ask for when they start.
func (a *API) preferences(w http.ResponseWriter, r *http.Request, c caller) error {
	return a.answer(w, http.StatusOK, object{
		"posting:default:visibility": "private", "posting:default:sensitive": false, "posting:default:language": a.language(c), "posting:default:quote_policy": "nobody",
		"reading:expand:media": "default", "reading:expand:spoilers": false, "reading:autoplay:gifs": false,
	})
}
