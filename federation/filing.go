package federation

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"

	"headroom/community"
	"headroom/community/policy"
	"headroom/federation/fetch"
	"headroom/federation/sign"
	"headroom/internal/jobs"
)

// errNotThatFile is an answer that is not the file that was announced.
var errNotThatFile = errors.New("federation: not the file that was said")

// fetchFile gets the bytes of an attachment, signed by one of our actors, and
// checks size, type and digest.
func (s *Server) fetchFile(ctx context.Context, actor, url string, a community.Attachment) ([]byte, error) {
	res, err := s.getWith(ctx, actor, url, fetch.AnyType, fetch.GetOptions{File: true, MaxBytes: a.Size})
	if errors.Is(err, fetch.ErrTooBig) {
		return nil, errNotThatFile
	}
	if err != nil {
		return nil, err
	}
	if int64(len(res.Body)) != a.Size || sign.HashBytes(res.Body) != a.Digest || http.DetectContentType(res.Body) != a.MediaType {
		return nil, errNotThatFile
	}
	return res.Body, nil
}

// takeFiles fetches, signed by the group, what hangs on a post in a community of
// ours, new or edited, before it is announced. What cannot be had, or is not what the author
// said, makes the use case refuse the post with a reason; what may come right is an
// error, and the job tries again.
func (s *Server) takeFiles(ctx context.Context, group string, in *community.Contribution) error {
	if in.Kind != "Create" && in.Kind != "Update" || len(in.Note.Attachments) == 0 {
		return nil
	}
	if in.Kind == "Update" {
		if err := s.Service.FilesHere(ctx, *in); err != nil {
			return err
		}
	}
	reason, err := s.Service.MayFetch(ctx, group, *in)
	if err != nil || reason != "" {
		in.Refused = reason
		return err
	}
	for i, a := range in.Note.Attachments {
		if a.URL == "" {
			continue // it is here since before the edit
		}
		data, err := s.fetchFile(ctx, group, a.URL, a)
		if final(err) {
			s.Log.InfoContext(ctx, "an attached file is not taken", "group", group, "activity", in.Activity, "error", err)
			in.Refused = policy.ReasonFileRefused
			return nil
		}
		if err != nil {
			return err
		}
		if err := s.Service.Files.Put(ctx, a.Digest, data); err != nil {
			return err
		}
		in.Note.Attachments[i].URL = "" // it is here
	}
	return nil
}

// final reports whether asking again is of no use. A 401 comes from a clock or a
// key.
func final(err error) bool {
	var status *fetch.StatusError
	if errors.As(err, &status) && status.Code == http.StatusUnauthorized {
		return false
	}
	return err != nil && !fetch.Temporary(err) && !errors.Is(err, errKey)
}

// pullFile fetches a file of a peer's community from its host, as one of ours who
// may read what it hangs on.
func (s *Server) pullFile(ctx context.Context, id int64, digest string) error {
	a, c, readers, err := s.Service.FileWanted(ctx, id, digest)
	if err != nil || len(readers) == 0 {
		return err
	}
	if c.Files == "" {
		if err := s.pullGroup(ctx, id); err != nil {
			return err
		}
		if err := s.view(ctx, func(tx community.Tx) (err error) { c, err = tx.Community(id); return err }); err != nil {
			return err
		}
		if c.Files == "" {
			return errMalformed
		}
	}
	var data []byte
	for _, reader := range readers {
		data, err = s.fetchFile(ctx, reader, c.Files+strings.TrimPrefix(digest, "sha-256:"), a)
		if err == nil {
			return s.Service.FileArrived(ctx, id, digest, data)
		}
		if !final(err) {
			return err
		}
	}
	return jobs.Park(err)
}

// file gives a member the bytes of an attachment, authorised by the post that it
// hangs on.
func (s *Server) file(w http.ResponseWriter, r *http.Request) error {
	var group int64
	var v community.Viewer
	err := s.inGroup(r, "", func(_ community.Tx, from caller, c community.Community) error {
		group, v = c.ID, from.Viewer
		return nil
	})
	if err != nil {
		return err
	}
	a, data, err := s.Service.SharedFile(r.Context(), v, group, digestIn(r))
	if err != nil {
		return errNotFoundOr(err)
	}
	return replyBytes(w, a, data)
}

// sentFile gives the host of a group what hangs on a post that one of ours has
// written for it: to the group's own key. To everybody else nothing is there.
func (s *Server) sentFile(w http.ResponseWriter, r *http.Request) error {
	from, err := s.ask(r)
	if err != nil {
		return err
	}
	post, err := number(r, "id")
	if err != nil {
		return err
	}
	if !from.Signed && s.Open {
		return s.openFile(w, r, post)
	}
	if !from.Signed || from.kind() != community.GroupKey {
		return errNotFound
	}
	a, data, err := s.Service.SentFile(r.Context(), from.Actor, post, digestIn(r))
	if err != nil {
		return errNotFoundOr(err)
	}
	return replyBytes(w, a, data)
}

func digestIn(r *http.Request) string { return "sha-256:" + chi.URLParam(r, "digest") }

// errNotFoundOr keeps who may not read a file from learning that there is one.
func errNotFoundOr(err error) error {
	switch community.KindOf(err) {
	case "", community.Unavailable:
		return err
	}
	return errNotFound
}

func replyBytes(w http.ResponseWriter, a community.Attachment, data []byte) error {
	h := w.Header()
	h.Set("Content-Disposition", "attachment")
	h.Set("X-Content-Type-Options", "nosniff")
	return replyFile(w, a.MediaType, data)
}
