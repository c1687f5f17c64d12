// Package ledger keeps revocations and ended memberships in a file outside the
// database, one JSON object a line. It is only ever appended to, and replayed
// at start, so that no backup of the database brings anyone back.
package ledger

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"

	"headroom/community"
)

// Ledger is an open ledger file. It is safe for concurrent use.
type Ledger struct {
	mu   sync.Mutex
	path string
	file *os.File
	size int64 // of what is whole
}

var _ community.Ledger = (*Ledger)(nil)

// Open opens the ledger, or makes an empty one. A last line that a crash cut
// off was never acknowledged and is cut away; any other line that does not read
// is an error, since a ledger that forgets is worse than none.
func Open(path string) (*Ledger, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("ledger: %w", err)
	}
	l := &Ledger{path: path, file: f}
	if _, l.size, err = read(f); err == nil {
		if err = f.Truncate(l.size); err == nil {
			err = errors.Join(f.Sync(), syncDir(filepath.Dir(path)))
		}
	}
	if err != nil {
		return nil, fmt.Errorf("ledger: %s: %w", path, errors.Join(err, f.Close()))
	}
	return l, nil
}

// Append implements community.Ledger: it returns when the line is synced to
// disk. After an error nothing of the line stays.
func (l *Ledger) Append(e community.LedgerEntry) error {
	line, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("ledger: %w", err)
	}
	line = append(line, '\n')
	l.mu.Lock()
	defer l.mu.Unlock()
	_, err = l.file.WriteAt(line, l.size)
	if err == nil {
		err = l.file.Sync()
	}
	if err != nil {
		return fmt.Errorf("ledger: %w", errors.Join(err, l.file.Truncate(l.size)))
	}
	l.size += int64(len(line))
	return nil
}

// Entries implements community.Ledger: every entry, oldest first.
func (l *Ledger) Entries() ([]community.LedgerEntry, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	entries, _, err := read(io.NewSectionReader(l.file, 0, l.size))
	if err != nil {
		return nil, fmt.Errorf("ledger: %s: %w", l.path, err)
	}
	return entries, nil
}

// Close closes the file.
func (l *Ledger) Close() error { return l.file.Close() }

// read gives the entries of whole lines and how many bytes those are.
func read(r io.Reader) (entries []community.LedgerEntry, size int64, err error) {
	b := bufio.NewReader(r)
	for n := 1; ; n++ {
		line, err := b.ReadBytes('\n')
		if err == io.EOF {
			return entries, size, nil // what is left has no end: torn
		}
		if err != nil {
			return nil, 0, err
		}
		var e community.LedgerEntry
		d := json.NewDecoder(bytes.NewReader(line))
		if err := d.Decode(&e); err != nil {
			return nil, 0, fmt.Errorf("line %d: %w", n, err)
		}
		entries, size = append(entries, e), size+int64(len(line))
	}
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
