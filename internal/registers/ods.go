package registers

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"
)

const (
	tableSpace = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
	textSpace  = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
)

// ods reads a spreadsheet of OpenDocument (ISO/IEC 26300). Its tables stand in
// one document, so they are read at once.
func ods(packed *zip.Reader) ([]sheet, error) {
	f, err := packed.Open("content.xml")
	if err != nil {
		return nil, invalid("error.register_cut")
	}
	defer f.Close()
	limited := &io.LimitedReader{R: f, N: unpackedMax + 1}
	d := &document{xml: xml.NewDecoder(limited)}
	err = d.tables()
	switch {
	case limited.N <= 0:
		return nil, invalid("error.register_too_large", "Max", strconv.Itoa(unpackedMax>>20))
	case err != nil:
		return nil, err
	}
	return d.sheets, nil
}

// document is a spreadsheet being read.
type document struct {
	xml    *xml.Decoder
	sheets []sheet
	cells  int // of all tables, those that repeat counted each
}

// cellsMax bounds what repeated cells and rows may grow to.
const cellsMax = 20_000_000

func (d *document) tables() error {
	for {
		token, err := d.xml.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return invalid("error.register_cut")
		}
		if start, ok := token.(xml.StartElement); ok && start.Name == (xml.Name{Space: tableSpace, Local: "table"}) {
			rows, err := d.table()
			if err != nil {
				return err
			}
			d.sheets = append(d.sheets, sheet{name: attribute(start, "name"), rows: func(yield func(row, error) bool) {
				for i, cells := range rows {
					if !yield(row{i + 1, cells}, nil) {
						return
					}
				}
			}})
		}
	}
}

// table reads up to the end of one.
func (d *document) table() (rows [][]string, err error) {
	for {
		token, err := d.xml.Token()
		if err != nil {
			return nil, invalid("error.register_cut")
		}
		switch t := token.(type) {
		case xml.EndElement:
			if t.Name == (xml.Name{Space: tableSpace, Local: "table"}) {
				return trimmed(rows), nil
			}
		case xml.StartElement:
			if t.Name != (xml.Name{Space: tableSpace, Local: "table-row"}) {
				continue
			}
			cells, err := d.row()
			if err != nil {
				return nil, err
			}
			times := repeated(t, "number-rows-repeated")
			if blank(cells) { // spreadsheets end with a million of them
				times = min(times, 1)
			}
			if d.cells += times * (len(cells) + 1); d.cells > cellsMax || len(rows)+times > rowsMax {
				return nil, invalid("error.register_too_large", "Max", strconv.Itoa(unpackedMax>>20))
			}
			for range times {
				rows = append(rows, cells)
			}
		}
	}
}

// row reads up to the end of one. Cells that repeat count as often, but for the
// empty ones at the end.
func (d *document) row() (cells []string, err error) {
	gap := 0
	for {
		token, err := d.xml.Token()
		if err != nil {
			return nil, invalid("error.register_cut")
		}
		switch t := token.(type) {
		case xml.EndElement:
			if t.Name == (xml.Name{Space: tableSpace, Local: "table-row"}) {
				return cells, nil
			}
		case xml.StartElement:
			if t.Name.Space != tableSpace || t.Name.Local != "table-cell" && t.Name.Local != "covered-table-cell" {
				continue
			}
			said, err := d.cell(t.Name)
			if err != nil {
				return nil, err
			}
			times := repeated(t, "number-columns-repeated")
			if said == "" {
				gap += times
				continue
			}
			if len(cells)+gap+times > colsMax {
				return nil, invalid("error.register_too_large", "Max", strconv.Itoa(unpackedMax>>20))
			}
			cells = append(cells, make([]string, gap)...)
			gap = 0
			for range times {
				cells = append(cells, said)
			}
		}
	}
}

// cell reads the text of one: its paragraphs, parted by spaces.
func (d *document) cell(name xml.Name) (string, error) {
	var said strings.Builder
	inside := 0
	for {
		token, err := d.xml.Token()
		if err != nil || said.Len() > cellMax {
			return "", invalid("error.register_cut")
		}
		switch t := token.(type) {
		case xml.EndElement:
			if t.Name == name {
				return strings.TrimSpace(said.String()), nil
			}
			if t.Name == (xml.Name{Space: textSpace, Local: "p"}) {
				inside--
				said.WriteByte(' ')
			}
		case xml.StartElement:
			switch {
			case t.Name == (xml.Name{Space: textSpace, Local: "p"}):
				inside++
			case t.Name == (xml.Name{Space: textSpace, Local: "s"}):
				said.WriteByte(' ')
			}
		case xml.CharData:
			if inside > 0 {
				said.Write(t)
			}
		}
	}
}

func attribute(e xml.StartElement, local string) string {
	for _, a := range e.Attr {
		if a.Name.Local == local {
			return a.Value
		}
	}
	return ""
}

// repeated is how often a row or cell stands, at least once.
func repeated(e xml.StartElement, local string) int {
	n, err := strconv.Atoi(attribute(e, local))
	if err != nil || n < 1 {
		return 1
	}
	return min(n, rowsMax+1)
}

// trimmed is a table without the empty rows at its end.
func trimmed(rows [][]string) [][]string {
	for len(rows) > 0 && blank(rows[len(rows)-1]) {
		rows = rows[:len(rows)-1]
	}
	return rows
}
