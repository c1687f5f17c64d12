package clientapi

import (
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"

	"headroom/community"
)

// wrapper marks the id of a boost by a community. Our ids stay below 2^52 for longer
// than this program will run, and ids of clients below 2^53.
const wrapper = 1 << 52

// wrapperID is the id of the boost with which a community shows a post.
func wrapperID(post int64) int64 { return post | wrapper }

// splitID gives the post of an id, and whether the id is that of its wrapper.
func splitID(id int64) (post int64, wrapped bool) { return id &^ wrapper, id&wrapper != 0 }

// idText is an id as clients are given it.
func idText(id int64) string { return strconv.FormatInt(id, 10) }

// parseID reads an id; ErrNotFound when it is none: nothing has it.
func parseID(text string) (int64, error) {
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil || id <= 0 || id >= 1<<53 || idText(id) != text {
		return 0, community.ErrNotFound
	}
	return id, nil
}

// pathID is the id that stands in the address.
func pathID(r *http.Request, name string) (int64, error) { return parseID(chi.URLParam(r, name)) }
