//go:build crashpoints

package storage

import (
	"context"
	"strconv"
)

// Fill makes the disk of SQLite full but for some pages; with less than none it
// is as large as ever. It is in builds for tests of faults alone.
func (db *DB) Fill(ctx context.Context, pages int) error {
	most := int64(1 << 30)
	if pages >= 0 {
		if err := db.pool.GetContext(ctx, &most, "pragma page_count"); err != nil {
			return err
		}
		most += int64(pages)
	}
	_, err := db.pool.ExecContext(ctx, "pragma max_page_count = "+strconv.FormatInt(most, 10))
	return err
}

// Freeze makes the disk refuse to be written, as one does whose system has met
// errors on it; false ends that.
func (db *DB) Freeze(ctx context.Context, on bool) error {
	_, err := db.pool.ExecContext(ctx, "pragma query_only = "+strconv.FormatBool(on))
	return err
}
