// Package files keeps uploaded files by their content, and makes images safe to
// show: decoded within limits, and written anew without what they carried.
package files

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"strings"

	"headroom/internal/crash"
)

// ErrNotFound is returned for a digest that the store does not hold.
var ErrNotFound = errors.New("files: no such file")

// digestPrefix names the hash in digests, "sha-256:" and 64 hexadecimal digits.
const digestPrefix = "sha-256:"

// Info is what a store knows of a file.
type Info struct {
	Digest string // "sha-256:…"
	Size   int64  // in bytes
}

// Store keeps files by digest: the same content is kept once, and never
// changes. Whether a person may read a file is not asked here.
type Store interface {
	// Put keeps what r holds; when it returns, the file is on the disk.
	Put(ctx context.Context, r io.Reader) (Info, error)
	// Open reads a file; ErrNotFound.
	Open(ctx context.Context, digest string) (io.ReadSeekCloser, error)
	// Stat tells the size of a file; ErrNotFound.
	Stat(ctx context.Context, digest string) (Info, error)
	// Delete removes a file; one that is not there is removed already.
	Delete(ctx context.Context, digest string) error
	// List goes through all files, in no order, for clearing out.
	List(ctx context.Context) iter.Seq2[Info, error]
}

// Disk is a Store in a directory.
type Disk struct{ root *os.Root }

var _ Store = (*Disk)(nil)

// incoming is where files are written before they have their name.
const incoming = "incoming"

// OpenDisk opens the store in dir, which is made when it is not there, and
// clears out what an earlier process left half written.
func OpenDisk(dir string) (*Disk, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("files: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("files: %w", err)
	}
	if err := errors.Join(root.RemoveAll(incoming), root.Mkdir(incoming, 0o700)); err != nil {
		return nil, errors.Join(fmt.Errorf("files: %w", err), root.Close())
	}
	return &Disk{root: root}, nil
}

// Close closes the store.
func (d *Disk) Close() error { return d.root.Close() }

// path is the place of a digest; ErrNotFound for anything but a digest.
func path(digest string) (dir, name string, err error) {
	sum, ok := strings.CutPrefix(digest, digestPrefix)
	raw, decodeErr := hex.DecodeString(sum)
	if !ok || decodeErr != nil || len(raw) != sha256.Size || sum != strings.ToLower(sum) {
		return "", "", ErrNotFound
	}
	return sum[:2], sum[:2] + "/" + sum[2:], nil
}

// Put implements Store: write, sync, rename, sync the directories.
func (d *Disk) Put(ctx context.Context, r io.Reader) (info Info, err error) {
	temp := incoming + "/" + rand.Text()
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("files: put: %w", err), notMissing(d.root.Remove(temp)))
		}
	}()
	hash := sha256.New()
	size, err := d.write(temp, io.TeeReader(reader{ctx, r}, hash))
	if err != nil {
		return Info{}, err
	}
	info = Info{Digest: digestPrefix + hex.EncodeToString(hash.Sum(nil)), Size: size}
	dir, name, err := path(info.Digest)
	if err != nil {
		return Info{}, err
	}
	if err := d.root.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return Info{}, err
	}
	crash.At(crash.BeforeRename)
	if err := d.root.Rename(temp, name); err != nil {
		return Info{}, err
	}
	crash.At(crash.AfterRename)
	if err := errors.Join(d.sync(dir), d.sync(".")); err != nil {
		return Info{}, err
	}
	return info, nil
}

// write writes a new file and syncs it.
func (d *Disk) write(name string, r io.Reader) (size int64, err error) {
	f, err := d.root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if size, err = io.Copy(f, r); err != nil {
		return 0, err
	}
	return size, f.Sync()
}

// sync makes the names in a directory last.
func (d *Disk) sync(dir string) (err error) {
	f, err := d.root.Open(dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return f.Sync()
}

// Open implements Store.
func (d *Disk) Open(_ context.Context, digest string) (io.ReadSeekCloser, error) {
	_, name, err := path(digest)
	if err != nil {
		return nil, err
	}
	f, err := d.root.Open(name)
	if err != nil {
		return nil, missing(err)
	}
	return f, nil
}

// Stat implements Store.
func (d *Disk) Stat(_ context.Context, digest string) (Info, error) {
	_, name, err := path(digest)
	if err != nil {
		return Info{}, err
	}
	fi, err := d.root.Stat(name)
	if err != nil {
		return Info{}, missing(err)
	}
	return Info{Digest: digest, Size: fi.Size()}, nil
}

// Delete implements Store.
func (d *Disk) Delete(_ context.Context, digest string) error {
	dir, name, err := path(digest)
	if err != nil {
		return nil
	}
	if err := d.root.Remove(name); err != nil {
		return notMissing(err)
	}
	return d.sync(dir) // so that what was purged does not come back
}

// List implements Store.
func (d *Disk) List(ctx context.Context) iter.Seq2[Info, error] {
	return func(yield func(Info, error) bool) {
		err := fs.WalkDir(d.root.FS(), ".", func(name string, e fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case ctx.Err() != nil:
				return ctx.Err()
			case e.IsDir() && e.Name() == incoming:
				return fs.SkipDir
			case e.IsDir():
				return nil
			}
			fi, err := e.Info()
			if errors.Is(err, fs.ErrNotExist) {
				return nil // deleted meanwhile
			}
			if err != nil {
				return err
			}
			if !yield(Info{Digest: digestPrefix + strings.ReplaceAll(name, "/", ""), Size: fi.Size()}, nil) {
				return fs.SkipAll
			}
			return nil
		})
		if err != nil {
			yield(Info{}, fmt.Errorf("files: list: %w", err))
		}
	}
}

// missing turns the system's error into ErrNotFound where that is what it says.
func missing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return ErrNotFound
	}
	return fmt.Errorf("files: %w", err)
}

// notMissing drops the error that says that a file is gone already.
func notMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// reader ends when its context does.
type reader struct {
	ctx context.Context
	r   io.Reader
}

func (r reader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(p)
}
