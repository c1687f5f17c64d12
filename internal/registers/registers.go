// Package registers reads the lists of schools that nations publish, in every
// layout in which they have published them, into one form. Columns are found by
// their names, in any order; unknown ones are passed over. A file that is cut,
// wrongly encoded, without a column that is needed, or with a school twice is
// refused as a whole, with the column or the row named.
package registers

import (
	"io"
	"slices"
	"strconv"

	"headroom/community"
)

// Sources that can be read.
const (
	GIAS      = "gias"       // England: Get Information about Schools, establishment fields CSV
	GIASLinks = "gias-links" // England: predecessors and successors, CSV
	Scotland  = "scotland"   // school contact details, XLSX or CSV
	Wales     = "wales"      // address list of schools, ODS or CSV, in Welsh or English
)

// Sources lists them.
var Sources = []string{GIAS, GIASLinks, Scotland, Wales}

// Limits of a file. The English list is the greatest, with 61 MB.
const (
	fileMax = 256 << 20
	rowsMax = 200_000
	cellMax = 32 << 10
	colsMax = 512
)

// Progress is told how many rows have been read, from time to time.
type Progress func(rows int)

// Read reads a whole file. Its errors are of kind Invalid, with a message for
// the operator; what can go wrong with reading itself comes back as it is.
func Read(source string, file io.ReaderAt, size int64, progress Progress) (community.Register, error) {
	if !slices.Contains(Sources, source) {
		return community.Register{}, community.FieldError("source", "error.choice", nil)
	}
	if size > fileMax {
		return community.Register{}, invalid("error.register_too_large", "Max", strconv.Itoa(fileMax>>20))
	}
	sheets, err := open(file, size)
	if err != nil {
		return community.Register{}, err
	}
	if progress == nil {
		progress = func(int) {}
	}
	r := &reader{progress: progress, seen: map[string]int{}}
	switch source {
	case GIAS:
		err = r.gias(sheets)
	case GIASLinks:
		err = r.giasLinks(sheets)
	case Scotland:
		err = r.scotland(sheets)
	case Wales:
		err = r.wales(sheets)
	}
	if err == nil && r.out.Rows() == 0 {
		err = invalid("error.register_empty")
	}
	if err != nil {
		return community.Register{}, err
	}
	r.out.Source = source
	return r.out, nil
}

// reader gathers what a file says.
type reader struct {
	out      community.Register
	progress Progress
	read     int
	seen     map[string]int // identifier: its row
}

// counted tells of progress every thousand rows.
func (r *reader) counted() {
	if r.read++; r.read%1000 == 0 {
		r.progress(r.read)
	}
}

// add takes a school, once.
func (r *reader) add(s community.RegisterSchool) error {
	if first, twice := r.seen[s.ID]; twice {
		return invalid("error.register_twice", "ID", s.ID, "Row", strconv.Itoa(s.Row), "First", strconv.Itoa(first))
	}
	r.seen[s.ID] = s.Row
	r.out.Schools = append(r.out.Schools, s)
	return nil
}

// invalid is a fault of the file, for the operator.
func invalid(key string, args ...any) error {
	e := &community.Error{Class: community.Invalid, Key: key, Args: map[string]any{}}
	for i := 0; i+1 < len(args); i += 2 {
		e.Args[args[i].(string)] = args[i+1]
	}
	return e
}
