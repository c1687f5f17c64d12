package storage

import (
	"strings"
	"time"

	"headroom/community"
)

type registerRow struct {
	ID          int64             `db:"id"`
	Nation      string            `db:"nation"`
	Register    string            `db:"register_id"`
	Name        community.LangMap `db:"name"`
	Folded      string            `db:"folded"`
	Authority   string            `db:"authority"`
	AuthorityID string            `db:"authority_id"`
	Phase       []string          `db:"phase"`
	Kind        string            `db:"kind"`
	Status      string            `db:"status"`
	Place       string            `db:"place"`
	Mailbox     string            `db:"mailbox"`
	Website     string            `db:"website"`
	OpenedAt    time.Time         `db:"opened_at"`
	ClosedAt    time.Time         `db:"closed_at"`
	Heads       []byte            `db:"heads"`
	Digest      string            `db:"digest"`
	HeadsAt     time.Time         `db:"heads_at"`
	ImportedAt  time.Time         `db:"imported_at"`
}

type registerImportRow struct {
	ID        int64     `db:"id"`
	Source    string    `db:"source"`
	Nation    string    `db:"nation"`
	Rows      int       `db:"rows"`
	Added     int       `db:"added"`
	Changed   int       `db:"changed"`
	Unchanged int       `db:"unchanged"`
	Passed    int       `db:"passed"`
	Absent    int       `db:"absent"`
	Heads     int       `db:"heads"`
	Confirm   int       `db:"confirm"`
	By        string    `db:"by_whom"`
	At        time.Time `db:"at"`
}

type confirmationRow struct {
	ID       int64     `db:"id"`
	PersonID int64     `db:"person_id"`
	Nation   string    `db:"nation"`
	Register string    `db:"register_id"`
	Reason   string    `db:"reason"`
	StartAt  time.Time `db:"start_at"`
	EndAt    time.Time `db:"end_at"`
	ClosedAt time.Time `db:"closed_at"`
	Outcome  string    `db:"outcome"`
	By       string    `db:"by_whom"`
}

var (
	registerSchools = newTable[registerRow]("register_school", 1)
	registerSelect  = "select " + registerSchools.list + " from register_school where "

	registerImports = newTable[registerImportRow]("register_import", 1)
	importSelect    = "select " + registerImports.list + " from register_import where 1 = 1"

	confirmations      = newTable[confirmationRow]("confirmation", 1)
	confirmationSelect = "select " + confirmations.list + " from confirmation where closed_at = 0"
)

// RegisterMarks implements community.RegisterTx.
func (t *tx) RegisterMarks(nation string) (map[string]community.RegisterMark, error) {
	marks := map[string]community.RegisterMark{}
	err := t.query(func(rows scanner) error {
		var id string
		var m community.RegisterMark
		if err := rows.Scan(&id, &m.ID, &m.Digest, &m.Heads); err != nil {
			return err
		}
		marks[id] = m
		return nil
	}, "select register_id, id, digest, heads from register_school where nation = ?", nation)
	return marks, err
}

// RegisterEntry implements community.RegisterTx.
func (t *tx) RegisterEntry(nation, id string) (community.RegisterEntry, error) {
	row, err := selectRow(t, registerSchools, registerSelect+"nation = ? and register_id = ?", nation, id)
	return community.RegisterEntry(row), err
}

// RegisterEntries implements community.RegisterTx.
func (t *tx) RegisterEntries(nation string, words []string, limit int) ([]community.RegisterEntry, error) {
	query, args := registerSelect+"(? = '' or nation = ?)", []any{nation, nation}
	for _, word := range words[:min(len(words), maxWords)] {
		query += " and folded like ? escape '!'"
		args = append(args, "% "+likeText(word)+"%")
	}
	rows, err := selectRows(t, registerSchools, query+` order by case status when 'open' then 0 when 'closing' then 1 else 2 end, folded, id
		limit ?`, append(args, limit)...)
	return convert(rows, err, func(r registerRow) community.RegisterEntry { return community.RegisterEntry(r) })
}

// InsertRegisterEntry implements community.RegisterTx.
func (t *tx) InsertRegisterEntry(e community.RegisterEntry) error {
	return insertRow(t, registerSchools, registerRow(e))
}

// UpdateRegisterEntry implements community.RegisterTx.
func (t *tx) UpdateRegisterEntry(e community.RegisterEntry) error {
	return updateRow(t, registerSchools, registerRow(e))
}

// PutRegisterLink implements community.RegisterTx.
func (t *tx) PutRegisterLink(nation string, l community.RegisterLink) (fresh, changed bool, err error) {
	n, err := t.exec(`insert into register_link (nation, predecessor, successor, kind, at) values (?, ?, ?, ?, ?)
		on conflict do nothing`, nation, l.From, l.To, l.Kind, millis(l.At))
	if err != nil || n > 0 {
		return n > 0, false, err
	}
	n, err = t.exec(`update register_link set kind = ?, at = ? where nation = ? and predecessor = ? and successor = ?
		and (kind <> ? or at <> ?)`, l.Kind, millis(l.At), nation, l.From, l.To, l.Kind, millis(l.At))
	return false, n > 0, err
}

// Successors implements community.RegisterTx.
func (t *tx) Successors(nation, id string) (list []community.RegisterLink, err error) {
	err = t.query(func(rows scanner) error {
		l := community.RegisterLink{From: id}
		var at int64
		if err := rows.Scan(&l.To, &l.Kind, &at); err != nil {
			return err
		}
		l.At = moment(at)
		list = append(list, l)
		return nil
	}, "select successor, kind, at from register_link where nation = ? and predecessor = ? order by successor", nation, id)
	return list, err
}

// InsertRegisterImport implements community.RegisterTx.
func (t *tx) InsertRegisterImport(i community.RegisterImport) error {
	return insertRow(t, registerImports, registerImportRow{ID: i.ID, Source: i.Source, Nation: i.Nation, Rows: i.Rows, Added: i.Added,
		Changed: i.Changed, Unchanged: i.Unchanged, Passed: i.Passed, Absent: i.Absent, Heads: i.Heads, Confirm: i.Confirm, By: i.By, At: i.At})
}

// RegisterImports implements community.RegisterTx.
func (t *tx) RegisterImports(p community.Page) ([]community.RegisterImport, error) {
	rows, err := selectPage(t, registerImports, importSelect, "id", p, false)
	return convert(rows, err, func(r registerImportRow) community.RegisterImport {
		return community.RegisterImport{ID: r.ID, Source: r.Source, Nation: r.Nation, By: r.By, At: r.At,
			RegisterReport: community.RegisterReport{Rows: r.Rows, Added: r.Added, Changed: r.Changed, Unchanged: r.Unchanged,
				Passed: r.Passed, Absent: r.Absent, Heads: r.Heads, Confirm: r.Confirm}}
	})
}

// PeopleOfSchool implements community.RegisterTx.
func (t *tx) PeopleOfSchool(nation, id string) ([]community.Person, error) {
	if strings.TrimSpace(id) == "" {
		return nil, t.ready()
	}
	rows, err := selectRows(t, people, "select "+people.list+" from person where local and nation = ? and school_id = ? order by id", nation, id)
	return convert(rows, err, person)
}

// OpenConfirmation implements community.RegisterTx.
func (t *tx) OpenConfirmation(person int64) (community.Confirmation, error) {
	row, err := selectRow(t, confirmations, confirmationSelect+" and person_id = ?", person)
	return community.Confirmation(row), err
}

// Confirmations implements community.RegisterTx.
func (t *tx) Confirmations(p community.Page) ([]community.Confirmation, error) {
	rows, err := selectPage(t, confirmations, confirmationSelect, "id", p, false)
	return convert(rows, err, func(r confirmationRow) community.Confirmation { return community.Confirmation(r) })
}

// ConfirmationsDue implements community.RegisterTx.
func (t *tx) ConfirmationsDue(now time.Time) ([]community.Confirmation, error) {
	rows, err := selectRows(t, confirmations, confirmationSelect+" and end_at <= ? order by end_at limit 500", millis(now))
	return convert(rows, err, func(r confirmationRow) community.Confirmation { return community.Confirmation(r) })
}

// InsertConfirmation implements community.RegisterTx.
func (t *tx) InsertConfirmation(c community.Confirmation) error {
	return insertRow(t, confirmations, confirmationRow(c))
}

// UpdateConfirmation implements community.RegisterTx.
func (t *tx) UpdateConfirmation(c community.Confirmation) error {
	return updateRow(t, confirmations, confirmationRow(c))
}
