package registers

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// text reads a CSV or TSV file, in UTF-8 or, as the English lists are, in
// Windows-1252.
func text(file io.ReaderAt, size int64) ([]sheet, error) {
	whole := func() io.Reader { return io.NewSectionReader(file, 0, size) }
	encoding, err := sniff(whole())
	if err != nil {
		return nil, err
	}
	return []sheet{{rows: func(yield func(row, error) bool) {
		var in io.Reader = bufio.NewReaderSize(whole(), 1<<16)
		if encoding == windows1252 {
			in = charmap.Windows1252.NewDecoder().Reader(in)
		}
		eachLine(in, yield)
	}}}, nil
}

// eachLine yields the rows of a CSV. A row with more or fewer columns than the
// first is a file that was cut or is no CSV.
func eachLine(in io.Reader, yield func(row, error) bool) {
	buffered := bufio.NewReader(in)
	if mark, err := buffered.Peek(3); err == nil && bytes.Equal(mark, []byte("\xEF\xBB\xBF")) {
		_, _ = buffered.Discard(3)
	}
	lines := csv.NewReader(buffered)
	lines.ReuseRecord = true
	if first, _ := buffered.Peek(4096); bytes.Count(first, []byte("\t")) > bytes.Count(first, []byte(",")) {
		lines.Comma = '\t'
	}
	for {
		cells, err := lines.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		n := 0
		var fault *csv.ParseError
		switch {
		case errors.As(err, &fault):
			err = broken(fault.StartLine)
		case err == nil:
			n, _ = lines.FieldPos(0)
			err = bounded(n, cells)
		}
		if !yield(row{n, cells}, err) || err != nil {
			return
		}
	}
}

type encoding int

const (
	utf8Text encoding = iota
	windows1252
)

// undefined are the bytes that Windows-1252 leaves without a meaning.
var undefined = []byte("\x81\x8d\x8f\x90\x9d")

// sniff tells the encoding of a text: UTF-8 when all of it is, else
// Windows-1252 when it can be, else it is refused.
func sniff(in io.Reader) (encoding, error) {
	valid, possible := true, true
	buffer := make([]byte, 0, 1<<16)
	for {
		n, err := in.Read(buffer[len(buffer):cap(buffer)])
		buffer = buffer[:len(buffer)+n]
		end := errors.Is(err, io.EOF)
		if err != nil && !end {
			return 0, err
		}
		if bytes.IndexByte(buffer, 0) >= 0 { // UTF-16, or no text at all
			return 0, invalid("error.register_encoding")
		}
		possible = possible && !slices.ContainsFunc(undefined, func(b byte) bool { return bytes.IndexByte(buffer, b) >= 0 })
		rest := 0
		if valid {
			valid, rest = validText(buffer, end)
		}
		if !valid && !possible {
			return 0, invalid("error.register_encoding")
		}
		buffer = buffer[:copy(buffer[:cap(buffer)], buffer[len(buffer)-rest:])]
		if end {
			break
		}
	}
	if valid {
		return utf8Text, nil
	}
	return windows1252, nil
}

// validText checks all of a text but a letter that may have been cut at its
// end, and gives the length of that.
func validText(text []byte, end bool) (valid bool, rest int) {
	for rest = 0; rest < utf8.UTFMax && rest <= len(text); rest++ {
		if utf8.Valid(text[:len(text)-rest]) {
			return !end || rest == 0, rest
		}
	}
	return false, 0
}

// list parts what a register writes in one cell.
func list(cell string) []string {
	var out []string
	for part := range strings.FieldsFuncSeq(cell, func(r rune) bool { return r == ';' || r == '|' }) {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}
