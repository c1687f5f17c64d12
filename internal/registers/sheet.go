package registers

import (
	"archive/zip"
	"errors"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// row is one row of a sheet, from 1. Its cells are the reader's only until the
// next row.
type row struct {
	n     int
	cells []string
}

// sheet is one table of a file.
type sheet struct {
	name string
	rows iter.Seq2[row, error]
}

// Limits of what a packed file may hold once it is unpacked: a nation's
// spreadsheet has an eighth of it.
const (
	unpackedMax = 64 << 20
	entriesMax  = 2_000
)

// open finds the sheets of a file by what it is, whatever it is called.
func open(file io.ReaderAt, size int64) ([]sheet, error) {
	head := make([]byte, 4)
	n, err := file.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if head = head[:n]; string(head) != "PK\x03\x04" {
		return text(file, size)
	}
	packed, err := zip.NewReader(file, size)
	if err != nil {
		return nil, invalid("error.register_cut")
	}
	var unpacked uint64
	for _, f := range packed.File {
		// A size that is told wrong is found again while reading: see ods, and
		// the limit given to the library.
		if unpacked += f.UncompressedSize64; unpacked > unpackedMax || len(packed.File) > entriesMax {
			return nil, invalid("error.register_too_large", "Max", strconv.Itoa(unpackedMax>>20))
		}
	}
	has := func(name string) bool {
		return slices.ContainsFunc(packed.File, func(f *zip.File) bool { return f.Name == name })
	}
	switch {
	case has("content.xml"):
		return ods(packed)
	case has("xl/workbook.xml"):
		return xlsx(io.NewSectionReader(file, 0, size))
	}
	return nil, invalid("error.register_kind")
}

// xlsx reads a workbook of Office Open XML.
func xlsx(file io.Reader) ([]sheet, error) {
	book, err := excelize.OpenReader(file, excelize.Options{UnzipSizeLimit: unpackedMax, UnzipXMLSizeLimit: unpackedMax, RawCellValue: true})
	if err != nil {
		return nil, invalid("error.register_cut")
	}
	var sheets []sheet
	for _, name := range book.GetSheetList() {
		sheets = append(sheets, sheet{name: name, rows: func(yield func(row, error) bool) {
			rows, err := book.Rows(name)
			if err != nil {
				yield(row{}, invalid("error.register_cut"))
				return
			}
			defer rows.Close()
			for n := 1; rows.Next(); n++ {
				cells, err := rows.Columns()
				if err == nil {
					err = bounded(n, cells)
				} else {
					err = broken(n)
				}
				if !yield(row{n, cells}, err) || err != nil {
					return
				}
			}
			if rows.Error() != nil {
				yield(row{}, invalid("error.register_cut"))
			}
		}})
	}
	return sheets, nil
}

// bounded refuses a table of a size that no register has.
func bounded(n int, cells []string) error {
	if n > rowsMax || len(cells) > colsMax {
		return invalid("error.register_too_large", "Max", strconv.Itoa(fileMax>>20))
	}
	for _, cell := range cells {
		if len(cell) > cellMax {
			return broken(n)
		}
	}
	return nil
}

// broken is a row that cannot be read.
func broken(n int) error { return invalid("error.register_row", "Row", strconv.Itoa(n)) }

// columns finds columns by their names.
type columns struct {
	at    map[string]int
	width int
}

// header reads the names in a row.
func header(cells []string) columns {
	c := columns{at: make(map[string]int, len(cells)), width: len(cells)}
	for i, name := range cells {
		if name = plainName(name); name != "" {
			if _, twice := c.at[name]; !twice {
				c.at[name] = i
			}
		}
	}
	return c
}

// plainName is a column's name as it is compared: without case, without the
// space that spreadsheets gather, without notes.
func plainName(name string) string {
	name = strings.ToLower(strings.Join(strings.Fields(strings.ReplaceAll(name, "’", "'")), " "))
	for _, note := range []string{" - see notes", " - gweler y nodiadau"} {
		name = strings.TrimSuffix(name, note)
	}
	return name
}

// need refuses a header that lacks one of the columns; each may be given under
// several names, parted by "|".
func (c columns) need(names ...string) error {
	for _, name := range names {
		if !c.any(name) {
			first, _, _ := strings.Cut(name, "|")
			return invalid("error.register_column", "Column", first)
		}
	}
	return nil
}

// any reports whether the file has a column under one of several names.
func (c columns) any(names string) bool { return slices.ContainsFunc(strings.Split(names, "|"), c.has) }

func (c columns) has(name string) bool {
	_, ok := c.at[plainName(name)]
	return ok
}

// get is the text in a column, "" when the row or the file has none. Several
// names may be given, parted by "|": the first that the file has counts.
func (c columns) get(cells []string, names string) string {
	for name := range strings.SplitSeq(names, "|") {
		if i, ok := c.at[plainName(name)]; ok {
			if i >= len(cells) {
				return ""
			}
			return strings.TrimSpace(cells[i])
		}
	}
	return ""
}

// blank reports whether a row holds nothing.
func blank(cells []string) bool {
	return !slices.ContainsFunc(cells, func(c string) bool { return strings.TrimSpace(c) != "" })
}
