package registers

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"headroom/community"
)

// A small list in the English layout, its columns in an order of their own.
const (
	giasHead = "EstablishmentName,URN,LA (code),LA (name),TypeOfEstablishment (code),TypeOfEstablishment (name),EstablishmentStatus (code)," +
		"EstablishmentStatus (name),PhaseOfEducation (name),OpenDate,CloseDate,HeadTitle (name),HeadFirstName,HeadLastName,HeadPreferredJobTitle,Unknown\r\n"
	giasOne = "\"Sample School, Café\",100001,202,Camden,1,Community school,1,Open,Primary,01-09-1990,,Mrs,Ann,Sample,Headteacher,x\r\n"
	giasTwo = "Other School,100002,202,Camden,1,Community school,1,Open,Primary,,,,,,,\r\n"
	scots   = "Seed Code,LA Name,School Name,Email,Primary Department\n8400001,Highland,Example Primary School,Office@Example.example,Yes\n"
	welsh   = "Rhif yr ysgol,Enw’r ysgol,Cod ALl,Awdurdod Lleol,Sector\n6602130,Ysgol Enghraifft,660,Ynys Môn,Cynradd\n"
)

func TestBrokenFilesAreRefused(t *testing.T) {
	t.Parallel()
	utf16, _ := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(giasHead + giasOne)
	for _, c := range []struct{ what, source, file, key, names string }{
		{"a column is missing", GIAS, strings.Replace(giasHead, "HeadLastName", "Surname", 1) + giasOne, "error.register_column", "HeadLastName"},
		{"no header at all", GIAS, giasOne + giasTwo, "error.register_column", "URN"},
		{"cut within a row", GIAS, giasHead + giasOne + giasTwo[:30], "error.register_row", "3"},
		{"cut within quotation marks", GIAS, giasHead + giasOne[:10], "error.register_row", "2"},
		{"a school twice", GIAS, giasHead + giasOne + giasTwo + giasOne, "error.register_twice", "4"},
		{"no number", GIAS, giasHead + strings.Replace(giasOne, "100001", "10000l", 1), "error.register_id", "10000l"},
		{"a date that is none", GIAS, giasHead + strings.Replace(giasOne, "01-09-1990", "31-02-1990", 1), "error.register_date", "31-02-1990"},
		{"UTF-16", GIAS, utf16, "error.register_encoding", ""},
		{"neither encoding", GIAS, giasHead + "\x81\xff" + giasOne, "error.register_encoding", ""},
		{"empty", GIAS, "", "error.register_column", "URN"},
		{"a header alone", GIAS, giasHead, "error.register_empty", ""},
		{"schools for links", GIASLinks, giasHead + giasOne, "error.register_column", "LinkURN"},
		{"links for schools", GIAS, "URN,LinkURN,LinkName,LinkType,LinkEstablishedDate\n1,2,x,Successor,\n", "error.register_column", "LA (code)"},
		{"a link to no number", GIASLinks, "URN,LinkURN,LinkName,LinkType,LinkEstablishedDate\n100001,x,x,Successor,\n", "error.register_id", "x"},
		{"Scotland: a number of six digits", Scotland, strings.Replace(scots, "8400001", "840001", 1), "error.register_id", "840001"},
		{"Scotland: one number, two schools", Scotland, scots + "8400001,Highland,Other School,,Yes\n", "error.register_twice", "8400001"},
		{"Wales: a school twice", Wales, welsh + "6602130,Ysgol Enghraifft,660,Ynys Môn,Cynradd\n", "error.register_twice", "6602130"},
		{"Wales: no column of names", Wales, strings.Replace(welsh, "Enw’r ysgol", "Enw", 1), "error.register_column", "School Name"},
		{"a packed file of something else", Scotland, packed(t, map[string]string{"word/document.xml": "<a/>"}), "error.register_kind", ""},
		{"a packed file that was cut", Wales, packed(t, map[string]string{"content.xml": "<a/>"})[:60], "error.register_cut", ""},
		{"a spreadsheet that was cut inside", Wales, packed(t, map[string]string{"content.xml": odsTable("<table:table-row>")}), "error.register_cut", ""},
		{"rows without end", Wales, packed(t, map[string]string{"content.xml": odsTable(`<table:table-row table:number-rows-repeated="2000000000">` +
			`<table:table-cell><text:p>x</text:p></table:table-cell></table:table-row></table:table>`)}), "error.register_too_large", ""},
		{"columns without end", Wales, packed(t, map[string]string{"content.xml": odsTable(`<table:table-row><table:table-cell ` +
			`table:number-columns-repeated="2000000000"><text:p>x</text:p></table:table-cell></table:table-row></table:table>`)}), "error.register_too_large", ""},
		{"a file that unpacks without end", Wales, packed(t, map[string]string{"content.xml": odsTable(strings.Repeat(" ", unpackedMax))}), "error.register_too_large", ""},
		{"a workbook that unpacks without end", Scotland, packed(t, map[string]string{"xl/workbook.xml": "<workbook/>",
			"xl/sharedStrings.xml": strings.Repeat(" ", unpackedMax)}), "error.register_too_large", ""},
		{"a workbook that was cut inside", Scotland, packed(t, map[string]string{"xl/workbook.xml": "<workbook><sheets>"}), "error.register_cut", ""},
	} {
		_, err := Read(c.source, strings.NewReader(c.file), int64(len(c.file)), nil)
		var fault *community.Error
		if !errors.As(err, &fault) || fault.Key != c.key {
			t.Errorf("%s: %v, want %s", c.what, err, c.key)
			continue
		}
		said := ""
		for _, v := range fault.Args {
			said += " " + v.(string)
		}
		if !strings.Contains(said, c.names) {
			t.Errorf("%s: the message names%s, not %s", c.what, said, c.names)
		}
	}
}

// TestTheGoodTwins are what the broken files were made from.
func TestTheGoodTwins(t *testing.T) {
	t.Parallel()
	old, err := charmap.Windows1252.NewEncoder().String(giasHead + giasOne + giasTwo)
	if err != nil {
		t.Fatal(err)
	}
	book := excelize.NewFile()
	defer book.Close()
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	must(book.SetSheetName("Sheet1", "Notes"))
	_, err = book.NewSheet("Open Schools")
	must(err)
	for i, row := range [][]any{{"Contact details"}, {}, {"as of autumn"}, {}, {}, {"LA Name", "Seed Code", "School Name", "Primary Department"},
		{"Argyll & Bute", 8400001, "Example Primary School", "Yes"}} {
		cell, _ := excelize.CoordinatesToCellName(1, i+1)
		must(book.SetSheetRow("Open Schools", cell, &row))
	}
	var xlsx bytes.Buffer
	must(book.Write(&xlsx))
	for _, c := range []struct{ what, source, file, name, authority string }{
		{"UTF-8", GIAS, giasHead + giasOne + giasTwo, "Sample School, Café", "Camden"},
		{"UTF-8 with a mark", GIAS, "\xEF\xBB\xBF" + giasHead + giasOne, "Sample School, Café", "Camden"},
		{"Windows-1252", GIAS, old, "Sample School, Café", "Camden"},
		{"Scotland, CSV", Scotland, scots, "Example Primary School", "Highland"},
		{"Scotland, two departments", Scotland, scots + "8400001,Highland,Example Primary School,,No\n", "Example Primary School", "Highland"},
		{"Scotland, a workbook with its header in row six", Scotland, xlsx.String(), "Example Primary School", "Argyll and Bute"},
		{"Wales, in Welsh", Wales, welsh, "Ysgol Enghraifft", "Isle of Anglesey"},
	} {
		r, err := Read(c.source, strings.NewReader(c.file), int64(len(c.file)), nil)
		if err != nil {
			t.Errorf("%s: %+v", c.what, err)
			continue
		}
		if s := r.Schools[0]; s.Name.In("en") != c.name || s.Authority != c.authority || s.AuthorityID == "" {
			t.Errorf("%s: %+v", c.what, s)
		}
	}
}

// odsTable is the beginning of a spreadsheet with one table.
func odsTable(rest string) string {
	return `<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="` + tableSpace + `" xmlns:text="` + textSpace +
		`"><table:table table:name="Maintained">` + rest
}

func packed(t *testing.T, files map[string]string) string {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, text := range files {
		w, err := z.Create(name)
		if err == nil {
			_, err = io.WriteString(w, text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// FuzzRead: no file makes a reader panic or give a school without a number.
func FuzzRead(f *testing.F) {
	for i, seed := range []string{giasHead + giasOne, scots, welsh, "URN,LinkURN,LinkName,LinkType,LinkEstablishedDate\n100001,100002,x,Successor,\n"} {
		f.Add(uint8(i), []byte(seed))
	}
	f.Fuzz(func(t *testing.T, source uint8, file []byte) {
		r, err := Read(Sources[int(source)%len(Sources)], bytes.NewReader(file), int64(len(file)), nil)
		if err != nil {
			return
		}
		for _, s := range r.Schools {
			if len(s.ID) < 6 || len(s.ID) > 7 || s.Status == "" {
				t.Errorf("%+v", s)
			}
		}
	})
}
