package registers

import "strconv"

// headerRows is how far down a sheet its header may stand: titles and notes
// come first in some.
const headerRows = 20

// table reads a sheet: the header is the first row that has the first of the
// needed columns; every later row that is not blank is given to each.
func (r *reader) table(s sheet, needed []string, each func(c columns, n int, cells []string) error) error {
	c, err := r.headed(s, needed)
	if err != nil {
		return err
	}
	headed := false
	for row, err := range s.rows {
		if err != nil {
			return err
		}
		if !headed {
			headed = row.n == c.row
			continue
		}
		if blank(row.cells) {
			continue
		}
		r.counted()
		if err := each(c.columns, row.n, row.cells); err != nil {
			return err
		}
	}
	return nil
}

// headerRow is a header with the row in which it stands.
type headerRow struct {
	columns
	row int
}

// headed finds the header.
func (r *reader) headed(s sheet, needed []string) (headerRow, error) {
	for row, err := range s.rows {
		if err != nil {
			return headerRow{}, err
		}
		if c := header(row.cells); c.any(needed[0]) {
			return headerRow{c, row.n}, c.need(needed...)
		}
		if row.n >= headerRows {
			break
		}
	}
	return headerRow{}, header(nil).need(needed[0])
}

// digits reports whether a text is so many digits.
func digits(s string, n int) bool {
	_, err := strconv.ParseUint(s, 10, 64)
	return err == nil && len(s) == n
}
