package demo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"headroom/internal/config"
	"headroom/storage"
)

const configName = "config.toml"

// configure writes the configuration of one instance and reads it back, as
// `headroom serve` would. What is there already is kept when it is for the same
// address, and refused otherwise: an address can never change.
func configure(ctx context.Context, o Options, n int, plan nation) (*config.Config, error) {
	dir := filepath.Join(o.Data, plan.word)
	file := filepath.Join(dir, configName)
	want := configOf(o, n, plan)
	if o.Postgres != "" {
		address, err := storage.CreateDatabase(ctx, o.Postgres, "headroom_demo_"+plan.word, o.Fresh)
		if err != nil {
			return nil, fmt.Errorf("demo: %w", err)
		}
		want.Database = address
	}
	have, err := config.Load(file, os.Environ())
	switch {
	case err == nil && have.URL != want.URL:
		return nil, fmt.Errorf("demo: %s holds the instance %s: use the same ports, another directory, or --fresh", dir, have.URL)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("demo: %w", err)
	}
	var text bytes.Buffer
	if err := config.Write(&text, want); err != nil {
		return nil, err
	}
	if err := replace(file, text.Bytes()); err != nil {
		return nil, err
	}
	c, err := config.Load(file, os.Environ())
	if err != nil {
		return nil, err
	}
	if problems := c.Check(); len(problems) > 0 {
		return nil, &config.LoadError{Path: file, Problems: problems}
	}
	return c, nil
}

// clear deletes what an earlier demonstration left; never a directory that is
// not one of its own.
func clear(dir string) error {
	if _, err := os.Stat(filepath.Join(dir, configName)); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err := os.RemoveAll(dir); err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	return nil
}

// replace writes a file so that it appears whole.
func replace(file string, data []byte) error {
	temporary := file + ".part"
	if err := os.WriteFile(temporary, data, 0o600); err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	if err := os.Rename(temporary, file); err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	return nil
}
