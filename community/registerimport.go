package community

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"headroom/community/policy"
	"headroom/community/verification"
)

// confirmWithin is how long a headship that its register no longer bears out
// holds without being confirmed.
const confirmWithin = 28 * 24 * time.Hour

// headHash is the length of one keyed hash among a school's.
const headHash = 16

// ImportRegister takes in a register that has been read whole: all of it or
// nothing, in one transaction. Schools that it no longer names stay as they
// are. Where a school has closed or has another head, our people who led it
// have 28 days to have their headship confirmed. With dry nothing is written:
// the report says what would be. It is an operator's act and is audited.
func (s *Service) ImportRegister(ctx context.Context, v Viewer, r Register, dry bool) (RegisterReport, error) {
	im := &registerImport{Service: s, viewer: v, in: r, dry: dry}
	if dry {
		return view(ctx, s, im.run)
	}
	return update(ctx, s, im.run)
}

// registerImport is one import under way.
type registerImport struct {
	*Service
	viewer Viewer
	in     Register
	dry    bool
	report RegisterReport
}

func (im *registerImport) run(tx Tx) (RegisterReport, error) {
	im.report = RegisterReport{Rows: im.in.Rows() + im.in.Passed, Passed: im.in.Passed} // a transaction may run again
	if _, err := im.may(tx, im.viewer, policy.ImportRegister); err != nil {
		return im.report, err
	}
	if len(im.in.Schools) > 0 {
		if err := im.schools(tx); err != nil {
			return im.report, err
		}
	}
	for _, l := range im.in.Links {
		if err := im.link(tx, l); err != nil {
			return im.report, err
		}
	}
	if im.dry {
		return im.report, nil
	}
	by := im.viewer.name(nil)
	if err := tx.InsertRegisterImport(RegisterImport{ID: tx.NextID(), Source: im.in.Source, Nation: im.in.Nation,
		RegisterReport: im.report, By: by, At: im.now()}); err != nil {
		return im.report, err
	}
	return im.report, im.audit(tx, by, "register.import", im.in.Source, "", map[string]string{"rows": itoa(int64(im.report.Rows)),
		"added": itoa(int64(im.report.Added)), "changed": itoa(int64(im.report.Changed))})
}

func (im *registerImport) schools(tx Tx) error {
	marks, err := tx.RegisterMarks(im.in.Nation)
	if err != nil {
		return err
	}
	im.report.Absent = len(marks)
	for _, school := range im.in.Schools {
		mark, known := marks[school.ID]
		if known {
			im.report.Absent--
		}
		if err := im.school(tx, school, mark, known); err != nil {
			return err
		}
	}
	return nil
}

func (im *registerImport) school(tx Tx, school RegisterSchool, mark RegisterMark, known bool) error {
	e := im.entry(school)
	if known && e.Digest == mark.Digest {
		im.report.Unchanged++
		return nil
	}
	e.HeadsAt = im.now()
	if !known {
		im.report.Added++
		if im.dry {
			return nil
		}
		e.ID = tx.NextID()
		return tx.InsertRegisterEntry(e)
	}
	im.report.Changed++
	e.ID = mark.ID
	heads := !bytes.Equal(e.Heads, mark.Heads)
	if heads {
		im.report.Heads++
	}
	if heads || e.Status == SchoolClosed {
		if err := im.question(tx, e, mark); err != nil {
			return err
		}
	}
	if im.dry {
		return nil
	}
	if !heads {
		had, err := tx.RegisterEntry(e.Nation, e.Register)
		if err != nil {
			return err
		}
		e.HeadsAt = had.HeadsAt
	}
	return tx.UpdateRegisterEntry(e)
}

// entry is a school as it is kept.
func (im *registerImport) entry(school RegisterSchool) RegisterEntry {
	e := RegisterEntry{Nation: im.in.Nation, Register: school.ID, Name: school.Name, Authority: school.Authority, AuthorityID: school.AuthorityID,
		Phase: school.Phase, Kind: school.Kind, Status: school.Status, Place: school.Place, Mailbox: school.Mailbox, Website: school.Website,
		OpenedAt: school.Opened, ClosedAt: school.Closed, Heads: im.hashes(im.in.Nation, school.ID, school.Heads)}
	var names []string
	for _, lang := range []string{"en", "cy", "gd"} {
		if name := school.Name[lang]; name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	e.Folded = " " + im.Text.Fold(strings.Join(names, " ")+" "+school.Place) + " "
	said, _ := json.Marshal(e) // of text, numbers and times: it cannot fail
	sum := sha256.Sum256(said)
	e.Digest = hex.EncodeToString(sum[:16])
	e.ImportedAt = im.now()
	return e
}

// hashes are the keyed hashes of every form of the names, in order, so that
// the same names give the same bytes.
func (s *Service) hashes(nation, school string, names []string) []byte {
	var forms []string
	for _, name := range names {
		forms = append(forms, verification.NameForms(name)...)
	}
	slices.Sort(forms)
	var out []byte
	for _, form := range slices.Compact(forms) {
		out = append(out, s.RegisterKey.NameHash(nation+"/"+school, form)[:headHash]...)
	}
	return out
}

// named reports whether a register's hashes hold a form of a name.
func (s *Service) named(nation, school string, heads []byte, name string) bool {
	for _, form := range verification.NameForms(name) {
		hash := s.RegisterKey.NameHash(nation+"/"+school, form)[:headHash]
		for i := 0; i+headHash <= len(heads); i += headHash {
			if bytes.Equal(hash, heads[i:i+headHash]) {
				return true
			}
		}
	}
	return false
}

// question asks those of our people to confirm their headship whom the
// register bore out before, and bears out no more.
func (im *registerImport) question(tx Tx, e RegisterEntry, mark RegisterMark) error {
	people, err := tx.PeopleOfSchool(e.Nation, e.Register)
	if err != nil {
		return err
	}
	for _, p := range people {
		was, is := im.named(e.Nation, e.Register, mark.Heads, p.Name), im.named(e.Nation, e.Register, e.Heads, p.Name)
		reason := ""
		switch {
		case e.Status == SchoolClosed:
			reason = "school-closed"
		case was && !is:
			reason = "head-changed"
		default:
			continue
		}
		if err := im.confirm(tx, e, p, reason); err != nil {
			return err
		}
	}
	return nil
}

// confirm puts a headship in question, unless it is already or the person has
// no head's credential to lose. A suspended one can be restored, and so is in
// question, too.
func (im *registerImport) confirm(tx Tx, e RegisterEntry, p Person, reason string) error {
	_, worth, err := bestCredential(tx, p.ID, im.now())
	if err != nil {
		return err
	}
	if worth != policy.Head {
		if _, withheld, err := im.headWithheld(tx, p); err != nil || !withheld {
			return err
		}
	}
	if _, err := tx.OpenConfirmation(p.ID); !IsNotFound(err) {
		return err
	}
	im.report.Confirm++
	if im.dry {
		return nil
	}
	if err := tx.InsertConfirmation(Confirmation{ID: tx.NextID(), PersonID: p.ID, Nation: e.Nation, Register: e.Register, Reason: reason,
		StartAt: im.now(), EndAt: im.now().Add(confirmWithin)}); err != nil {
		return err
	}
	return im.audit(tx, im.viewer.name(nil), "headship.question", p.IRI, reason, map[string]string{"school": e.Register})
}

func (im *registerImport) link(tx Tx, l RegisterLink) error {
	if im.dry {
		return im.foreseen(tx, l)
	}
	fresh, changed, err := tx.PutRegisterLink(im.in.Nation, l)
	switch {
	case fresh:
		im.report.Added++
	case changed:
		im.report.Changed++
	case err == nil:
		im.report.Unchanged++
	}
	return err
}

// foreseen counts a link without writing it.
func (im *registerImport) foreseen(tx Tx, l RegisterLink) error {
	have, err := tx.Successors(im.in.Nation, l.From)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(have, func(h RegisterLink) bool { return h.To == l.To })
	switch {
	case at < 0:
		im.report.Added++
	case have[at].Kind != l.Kind || !have[at].At.Equal(l.At):
		im.report.Changed++
	default:
		im.report.Unchanged++
	}
	return nil
}
