package vocab

import "strings"

// NodeInfo describes the instance to anyone. It counts nobody: users and posts
// are shown only where the operator publishes them.
type NodeInfo struct {
	Software, Version, Repository string
	OpenRegistrations             bool
	Users, ActiveMonth, Posts     int64 // 0: not published
	Name, Nation                  string
}

// NodeInfoDocument names in its metadata whose client API is answered, as clients that
// ask there before they sign in expect. It builds schema version "2.0" or "2.1" (any other: 2.0).
func NodeInfoDocument(n NodeInfo, version string) []byte {
	software := Build("").Str("name", n.Software).Str("version", n.Version)
	if version == "2.1" {
		software.Opt("repository", n.Repository)
	} else {
		version = "2.0"
	}
	users := Build("").OptInt("total", n.Users).OptInt("activeMonth", n.ActiveMonth).Bytes()
	return Build("").Str("version", version).Raw("software", software.Bytes()).
		Strs("protocols", []string{"activitypub"}).
		Raw("services", Build("").Strs("inbound", nil).Strs("outbound", nil).Bytes()).
		Bool("openRegistrations", n.OpenRegistrations).
		Raw("usage", Build("").Raw("users", users).OptInt("localPosts", n.Posts).Bytes()).
		Raw("metadata", Build("").Opt("nodeName", n.Name).Opt("nation", n.Nation).
			Raw("upstream", Build("").Str("name", "mastodon").Bytes()).Bytes()).Bytes()
}

// NodeInfoLinks builds /.well-known/nodeinfo; the arguments are the URLs of the
// two documents, issuer the Application actor (FEP-2677).
func NodeInfoLinks(v20, v21, issuer string) []byte {
	links := [][]byte{
		linkJSON("http://nodeinfo.diaspora.software/ns/schema/2.0", "", v20),
		linkJSON("http://nodeinfo.diaspora.software/ns/schema/2.1", "", v21),
	}
	if issuer != "" {
		links = append(links, linkJSON("https://www.w3.org/ns/activitystreams#Application", TypeActivity, issuer))
	}
	return Build("").Raws("links", links).Bytes()
}

func linkJSON(rel, mediaType, href string) []byte {
	return Build("").Str("rel", rel).Opt("type", mediaType).Str("href", href).Bytes()
}

// WebFinger builds the answer for acct:name@host: the actor's document and, if
// page is not empty, its page.
func WebFinger(subject, actor, page string) []byte {
	links := [][]byte{linkJSON("self", TypeActivity, actor)}
	aliases := []string{actor}
	if page != "" {
		links = append(links, linkJSON("http://webfinger.net/rel/profile-page", "text/html", page))
		if page != actor {
			aliases = append(aliases, page)
		}
	}
	return Build("").Str("subject", subject).Strs("aliases", aliases).Raws("links", links).Bytes()
}

// HostMeta builds /.well-known/host-meta (XML, RFC 6415); base is the
// instance's address without a final slash.
func HostMeta(base string) []byte {
	escape := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")
	return []byte(`<?xml version="1.0" encoding="UTF-8"?>` + "\n" +
		`<XRD xmlns="http://docs.oasis-open.org/ns/xri/xrd-1.0">` +
		`<Link rel="lrdd" type="application/jrd+json" template="` + escape.Replace(base) +
		`/.well-known/webfinger?resource={uri}"/></XRD>` + "\n")
}
