package community

import (
	"archive/zip"
	"context"
	"encoding/json"
	"io"
	"path"
	"strings"
	"time"

	"headroom/community/policy"
)

// MayExport reports whether the viewer can take along what is kept of them now:
// who has not just shown that it is them is asked for that first. It writes to the
// holder of the account that it is done.
func (s *Service) MayExport(ctx context.Context, v Viewer) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		a, err := s.exporter(tx, v)
		if err != nil {
			return err
		}
		return s.mail(tx, Mail{Template: "sign-in-changed", Account: a.ID, Args: map[string]string{"what": "exported"}})
	})
}

// exporter is the viewer's account, if it can be exported now.
func (s *Service) exporter(tx Tx, v Viewer) (Account, error) {
	a, err := s.myAccount(tx, v)
	if err == nil {
		err = s.proved(v)
	}
	return a, err
}

// Export writes a zip of what is kept of the viewer, as docs/export.md describes
// it. It reads a little at a time, so that no account is too big, and asks each
// time whether the viewer still may; when it fails, the zip has no end, and no
// program takes it for whole.
func (s *Service) Export(ctx context.Context, v Viewer, w io.Writer) error {
	var of Whose
	var parts []string
	err := s.Store.View(ctx, func(tx Tx) error {
		a, err := s.exporter(tx, v)
		if err != nil {
			return err
		}
		of, parts = Whose{Account: a.ID, Person: a.PersonID}, tx.ExportParts()
		if a.PersonID == 0 {
			return nil
		}
		p, err := tx.Person(a.PersonID)
		of.IRI = p.IRI
		return err
	})
	if err != nil {
		return err
	}
	out := export{s: s, ctx: ctx, v: v, of: of, zip: zip.NewWriter(w), at: s.now()}
	if err := out.about(); err != nil {
		return err
	}
	for _, part := range parts {
		if err := out.part(part); err != nil {
			return err
		}
	}
	if err := out.files(); err != nil {
		return err
	}
	return out.zip.Close()
}

// export is one that is being written.
type export struct {
	s   *Service
	ctx context.Context
	v   Viewer
	of  Whose
	zip *zip.Writer
	at  time.Time
}

func (e export) create(name string) (io.Writer, error) {
	return e.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: e.at})
}

// about says what the zip is.
func (e export) about() error {
	w, err := e.create("export.json")
	if err != nil {
		return err
	}
	return json.NewEncoder(w).Encode(map[string]any{"format": 1, "server": e.s.Identity.URL, "made_at": e.at, "person": e.of.IRI})
}

// part writes a list, a few records at a time.
func (e export) part(part string) error {
	w, err := e.create(part + ".json")
	if err != nil {
		return err
	}
	before := "["
	for after := int64(0); ; before = "," {
		records, last, err := e.read(part, after)
		if err != nil {
			return err
		}
		if len(records) == 0 {
			if before == "[" {
				before = "[\n"
			} else {
				before = "\n"
			}
			_, err := io.WriteString(w, before+"]\n")
			return err
		}
		for _, r := range records {
			raw, err := json.Marshal(r)
			if err != nil {
				return err
			}
			if _, err := io.WriteString(w, before+"\n"+string(raw)); err != nil {
				return err
			}
			before = ","
		}
		after = last
	}
}

// read gives the next records, if the viewer still may have them.
func (e export) read(part string, after int64) (records []ExportRecord, last int64, err error) {
	err = e.s.Store.View(e.ctx, func(tx Tx) error {
		if _, err := e.s.myAccount(tx, e.v); err != nil { // the proof may have aged since it began
			return err
		}
		records, last, err = tx.ExportPart(part, e.of, after)
		return err
	})
	for _, r := range records {
		inWords(part, r)
	}
	return records, last, err
}

// inWords says in words what is kept as a number.
func inWords(part string, r ExportRecord) {
	state, _ := r["state"].(int64)
	role, numbered := r["role"].(int64)
	if part == "memberships" && numbered {
		r["state"], r["role"] = stateName(policy.Facts{Membership: policy.State(state), Current: true}), roleName(policy.Role(role))
	}
}

// files adds the pictures. One whose bytes are not kept here, or no more, is left out.
func (e export) files() error {
	digests, err := view(e.ctx, e.s, func(tx Tx) ([]string, error) {
		if e.of.Person == 0 {
			return nil, nil
		}
		return tx.ExportFiles(e.of.Person)
	})
	if err != nil {
		return err
	}
	for _, d := range digests {
		data, err := e.s.Files.Get(e.ctx, d)
		if IsNotFound(err) {
			continue
		}
		if err != nil {
			return err
		}
		w, err := e.create(path.Join("files", strings.TrimPrefix(d, "sha-256:")))
		if err != nil {
			return err
		}
		if _, err := w.Write(data); err != nil {
			return err
		}
	}
	return nil
}
