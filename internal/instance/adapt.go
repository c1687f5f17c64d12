package instance

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"headroom/community"
	"headroom/internal/config"
	"headroom/internal/files"
	"headroom/templates"
)

// fileStore is a store of files as the domain knows it.
type fileStore struct{ files.Store }

// Put implements community.Files; the digest must be that of the data.
func (f fileStore) Put(ctx context.Context, digest string, data []byte) error {
	info, err := f.Store.Put(ctx, newReader(data))
	if err != nil {
		return &community.Error{Class: community.Unavailable, Key: "error.unavailable", Cause: err}
	}
	if info.Digest != digest {
		return fmt.Errorf("instance: file is %s, not %s", info.Digest, digest)
	}
	return nil
}

// Get implements community.Files.
func (f fileStore) Get(ctx context.Context, digest string) (data []byte, err error) {
	r, err := f.Open(ctx, digest)
	if errors.Is(err, files.ErrNotFound) {
		return nil, community.ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	return io.ReadAll(r)
}

func newReader(data []byte) io.Reader { return bytes.NewReader(data) }

func days(n int) time.Duration { return time.Duration(n) * 24 * time.Hour }

func seconds(n int) time.Duration { return time.Duration(n) * time.Second }

// languagesOf are the languages of the pages, the default first.
func languagesOf(c *config.Config) []string {
	list := []string{c.DefaultLanguage}
	for _, l := range c.Languages {
		if !slices.Contains(list, l) {
			list = append(list, l)
		}
	}
	return list
}

// nationWord is the nation's word in the catalogues; "" for others.
func nationWord(code string) string {
	return map[string]string{"SCT": "scotland", "CYM": "wales", "ENG": "england", "NIR": "northern-ireland"}[code]
}

func themeOf(c *config.Config) templates.Theme {
	t := templates.Theme{Name: "configured", Colour: c.Theme.Colour, Dark: c.Theme.Dark}
	if c.Theme.Crest != "" {
		t.Crest = crestPath
	}
	return t
}
