package storage

import (
	"strings"
	"time"

	"headroom/community"
)

type personRow struct {
	ID            int64     `db:"id"`
	IRI           string    `db:"iri"`
	Host          string    `db:"host"`
	Local         bool      `db:"local"`
	Username      string    `db:"username"`
	Name          string    `db:"name"`
	Post          string    `db:"post"`
	School        string    `db:"school"`
	SchoolID      string    `db:"school_id"`
	Authority     string    `db:"authority"`
	AuthorityID   string    `db:"authority_id"`
	Nation        string    `db:"nation"`
	Phase         []string  `db:"phase"`
	Specialisms   []string  `db:"specialisms"`
	Biography     string    `db:"biography"`
	Language      string    `db:"language"`
	ShareSchool   bool      `db:"share_school"`
	Languages     []string  `db:"languages"`
	AskMe         []string  `db:"ask_me"`
	Contact       string    `db:"contact"`
	HeadSince     int       `db:"head_since"`
	ShareYears    bool      `db:"share_years"`
	Photo         string    `db:"photo"`
	PhotoSmall    string    `db:"photo_small"`
	PhotoAlt      string    `db:"photo_alt"`
	SchoolRef     int64     `db:"school_ref"`
	Terms         []string  `db:"terms"`
	Inbox         string    `db:"inbox"`
	CredentialURL string    `db:"credential_url"`
	KeysURL       string    `db:"keys_url"`
	SearchText    string    `db:"search_text"`
	CreatedAt     time.Time `db:"created_at"`
	UpdatedAt     time.Time `db:"updated_at"`
	FetchedAt     time.Time `db:"fetched_at"`
	SuspendedAt   time.Time `db:"suspended_at"`
}

var (
	people       = newTable[personRow]("person", 1).fix("iri")
	personSelect = "select " + people.list + " from person where "
)

func person(r personRow) community.Person { return community.Person(r) }

// Person implements community.PersonTx.
func (t *tx) Person(id int64) (community.Person, error) {
	row, err := selectRow(t, people, personSelect+"id = ?", id)
	return person(row), err
}

// PersonByIRI implements community.PersonTx.
func (t *tx) PersonByIRI(iri string) (community.Person, error) {
	row, err := selectRow(t, people, personSelect+"iri = ?", iri)
	return person(row), err
}

// PersonByUsername implements community.PersonTx.
func (t *tx) PersonByUsername(username string) (community.Person, error) {
	row, err := selectRow(t, people, personSelect+"username = ? and local", username)
	return person(row), err
}

// PeopleByID implements community.PersonTx.
func (t *tx) PeopleByID(list []int64) ([]community.Person, error) {
	rows, err := selectIn(t, people, personSelect+"id in (??)", list)
	return convert(rows, err, person)
}

// peopleFilter narrows by everything but words. A person is verified who has a
// credential that is neither revoked nor suspended and holds now.
// Whose name is not known yet is nobody to find.
var peopleFilter = personSelect + `name <> '' and (? or local) and (? = '' or nation = ?) and (? = '' or phase like ? escape '!')
	and (? or exists (select 1 from credential c where c.person_id = person.id and c.revoked_at = 0
		and c.suspended_at = 0 and c.valid_from <= ? and (c.valid_until = 0 or c.valid_until > ?)))`

// maxWords is how many words of a search are looked for.
const maxWords = 16

// People implements community.PersonTx.
func (t *tx) People(f community.PersonFilter, p community.Page) ([]community.Person, error) {
	now := millis(f.Now)
	args := []any{!f.Local, f.Nation, f.Nation, f.Phase, "%\n" + likeText(f.Phase) + "\n%", !f.Verified, now, now}
	query := peopleFilter
	words := strings.Fields(f.Search)
	for _, word := range words[:min(len(words), maxWords)] {
		query += " and search_text like ? escape '!'"
		args = append(args, "%"+likeText(word)+"%")
	}
	rows, err := selectPage(t, people, query, "id", p, false, args...)
	return convert(rows, err, person)
}

// likeText is text that like takes literally.
func likeText(s string) string {
	return strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(s)
}

// InsertPerson implements community.PersonTx.
func (t *tx) InsertPerson(p community.Person) error {
	if err := insertRow(t, people, personRow(p)); err != nil {
		return err
	}
	return t.list(p)
}

// UpdatePerson implements community.PersonTx.
func (t *tx) UpdatePerson(p community.Person) error {
	if err := updateRow(t, people, personRow(p)); err != nil {
		return err
	}
	return t.list(p)
}

// NameTaken implements community.PersonTx.
func (t *tx) NameTaken(username string) (bool, error) {
	return found(t, `select 1 from person where username = ? and local
		union all select 1 from community where username = ? and local`, username, username)
}
