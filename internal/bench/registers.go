package bench

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"headroom/internal/control"
	"headroom/internal/registers"
)

// A whole nation's register, and who followed whom in it.
const (
	englishSchools = 21_567
	englishLinks   = 33_801
)

// registers measures how long the register of England takes, from the two files
// as they are published to the answer of the running instance: schools with
// generated heads, and their links.
func (b *bench) registers(ctx context.Context) error {
	all, err := b.configure("england")
	if err != nil {
		return err
	}
	s := all["england"]
	defer s.stop()
	if _, err := s.start(ctx, b.Serve); err != nil {
		return err
	}
	schools := b.fewer(englishSchools)
	files := []struct {
		source string
		text   []byte
	}{
		{registers.GIAS, schoolsFile(schools)},
		{registers.GIASLinks, linksFile(schools, b.fewer(englishLinks))},
	}
	began := time.Now()
	for _, f := range files {
		if err := s.takes(ctx, f.source, f.text); err != nil {
			return err
		}
	}
	b.out["register_england_s"] = round(time.Since(began).Seconds())
	began = time.Now()
	if err := s.takes(ctx, files[0].source, files[0].text); err != nil {
		return err
	}
	b.out["register_england_again_s"] = round(time.Since(began).Seconds())
	return nil
}

// takes reads a file and has the instance take it in.
func (s *server) takes(ctx context.Context, source string, text []byte) error {
	r, err := registers.Read(source, bytes.NewReader(text), int64(len(text)), nil)
	if err != nil {
		return err
	}
	r.Source = source
	return s.command(ctx, "register/import", control.NewRegister{Register: r})
}

// firstURN is the number of the first school.
const firstURN = 100_000

// authorities are some codes of the published register.
var authorities = []string{"201", "202", "301", "330", "380", "815", "860", "926"}

// schoolsFile writes schools as the published file does: in Windows-1252, quoted.
func schoolsFile(n int) []byte {
	var out bytes.Buffer
	out.WriteString("\"URN\",\"LA (code)\",\"LA (name)\",\"EstablishmentName\",\"TypeOfEstablishment (code)\",\"TypeOfEstablishment (name)\"," +
		"\"EstablishmentStatus (code)\",\"EstablishmentStatus (name)\",\"OpenDate\",\"CloseDate\",\"PhaseOfEducation (name)\",\"Town\"," +
		"\"SchoolWebsite\",\"HeadFirstName\",\"HeadLastName\",\"HeadPreferredJobTitle\",\"GSSLACode (name)\"\r\n")
	for i := range n {
		fmt.Fprintf(&out, "\"%d\",\"%s\",\"Sample Council\",\"Sample School %d\",\"1\",\"Community school\",\"1\",\"Open\",\"01-09-1998\",\"\",\"Primary\","+
			"\"Sampleton\",\"\",\"Ren\xe9e\",\"Sample%d\",\"Headteacher\",\"\"\r\n", firstURN+i, authorities[i%len(authorities)], i, i)
	}
	return out.Bytes()
}

// linksFile writes links between the schools, each standing twice.
func linksFile(schools, n int) []byte {
	var out bytes.Buffer
	out.WriteString("\"URN\",\"LinkURN\",\"LinkName\",\"LinkType\",\"LinkEstablishedDate\"\r\n")
	for i := range n {
		from, to := firstURN+i/2%schools, firstURN+(i/2*7+1)%schools
		if i%2 == 0 {
			fmt.Fprintf(&out, "%d,%d,\"Sample\",\"Successor\",\"01-09-2020\"\r\n", from, to)
		} else {
			fmt.Fprintf(&out, "%d,%d,\"Sample\",\"Predecessor\",\"01-09-2020\"\r\n", to, from)
		}
	}
	return out.Bytes()
}
