package leaktest

import (
	"headroom/community"
	"headroom/federation/sign"
	"headroom/internal/clustertest"
)

// pictures uploads the two pictures of a post, each with its own words in it and beside it.
func (w *world) pictures(m *clustertest.Member, kept func(string) string) (first, second community.Attachment) {
	upload := func(name, alt string) community.Attachment {
		data := []byte("\x89PNG\r\n\x1a\n" + kept(name))
		a, err := w.host.Service.UploadImage(w.ctx(), m.Viewer, community.ImageInput{Digest: sign.HashBytes(data), MediaType: "image/png",
			Data: data, Width: 8, Height: 8, Alt: kept(alt)})
		w.must(err)
		return a
	}
	return upload("picture", "alternative text"), upload("second picture", "second alternative text")
}
