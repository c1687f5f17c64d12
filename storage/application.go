package storage

import (
	"strings"
	"time"

	"headroom/community"
	"headroom/community/verification"
)

type applicationRow struct {
	ID       int64  `db:"id"`
	State    string `db:"state"`
	Email    string `db:"email"`
	Language string `db:"language"`
	Name     string `db:"name"`
	Skeleton string `db:"skeleton"`
	Post     string `db:"post"`
	Manner   string `db:"manner"`

	Nation       string    `db:"nation"`
	Register     string    `db:"register_id"`
	School       string    `db:"school"`
	Authority    string    `db:"authority"`
	AuthorityID  string    `db:"authority_id"`
	OtherSchools []string  `db:"other_schools"`
	From         time.Time `db:"from_at"`
	Until        time.Time `db:"until_at"`
	Biography    string    `db:"biography"`

	TokenHash  []byte    `db:"token_hash"`
	TokenUntil time.Time `db:"token_until"`
	PersonID   int64     `db:"person_id"`
	AccountID  int64     `db:"account_id"`

	CreatedAt   time.Time `db:"created_at"`
	ConfirmedAt time.Time `db:"confirmed_at"`
	DecidedAt   time.Time `db:"decided_at"`
	DecidedBy   string    `db:"decided_by"`
	Reason      string    `db:"reason"`
	Appeal      string    `db:"appeal"`
	AppealedAt  time.Time `db:"appealed_at"`
	RefusedBy   string    `db:"refused_by"`

	ProposedBy     string    `db:"proposed_by"`
	ProposedReason string    `db:"proposed_reason"`
	ProposedAt     time.Time `db:"proposed_at"`
}

type evidenceRow struct {
	ID            int64             `db:"id"`
	ApplicationID int64             `db:"application_id"`
	Kind          verification.Kind `db:"kind"`
	Named         bool              `db:"named"`
	By            string            `db:"by_whom"`
	Ref           string            `db:"ref"`
	Note          string            `db:"note"`
	At            time.Time         `db:"at"`
}

var (
	applications      = newTable[applicationRow]("application", 1)
	applicationSelect = "select " + applications.list + " from application where "
	// The address is kept as it was written, and once more folded.
	applicationInsert, applicationUpdate = applications.derived("email_folded")

	evidences      = newTable[evidenceRow]("evidence", 1)
	evidenceSelect = "select " + evidences.list + " from evidence where "
)

func application(r applicationRow) community.Application { return community.Application(r) }

// Application implements community.ApplicationTx.
func (t *tx) Application(id int64) (community.Application, error) {
	row, err := selectRow(t, applications, applicationSelect+"id = ?", id)
	return application(row), err
}

// ApplicationByToken implements community.ApplicationTx.
func (t *tx) ApplicationByToken(hash []byte) (community.Application, error) {
	row, err := selectRow(t, applications, applicationSelect+"token_hash = ? and token_until <> 0", hash)
	return application(row), err
}

// ApplicationOfPerson implements community.ApplicationTx.
func (t *tx) ApplicationOfPerson(person int64) (community.Application, error) {
	row, err := selectRow(t, applications, applicationSelect+"person_id = ? and person_id <> 0 order by id desc limit 1", person)
	return application(row), err
}

// Applications implements community.ApplicationTx.
func (t *tx) Applications(states []string, p community.Page) ([]community.Application, error) {
	if len(states) == 0 {
		return nil, t.ready()
	}
	query, args := in(applicationSelect+"state in (??)", states, nil, nil)
	rows, err := selectPage(t, applications, query, "id", p, true, args...)
	return convert(rows, err, application)
}

// ApplicationsCount implements community.ApplicationTx.
func (t *tx) ApplicationsCount(states ...string) (int64, error) {
	if len(states) == 0 {
		return 0, t.ready()
	}
	query, args := in("select count(*) from application where state in (??)", states, nil, nil)
	return value[int64](t, query, args...)
}

// ApplicationsTo implements community.ApplicationTx.
func (t *tx) ApplicationsTo(email string, since time.Time) (int64, error) {
	return value[int64](t, "select count(*) from application where email_folded = ? and created_at >= ?", foldEmail(email), millis(since))
}

// ApplicationsLike implements community.ApplicationTx.
func (t *tx) ApplicationsLike(nation, register, skeleton string) ([]community.Application, error) {
	rows, err := selectRows(t, applications, applicationSelect+`person_id <> 0 and (nation = ? and register_id = ? and register_id <> ''
		or skeleton = ? and skeleton <> '') order by id desc limit 20`, nation, register, skeleton)
	return convert(rows, err, application)
}

// InsertApplication implements community.ApplicationTx.
func (t *tx) InsertApplication(a community.Application) error {
	return insertAs(t, applications, applicationInsert, applicationRow(a), foldEmail(a.Email))
}

// UpdateApplication implements community.ApplicationTx.
func (t *tx) UpdateApplication(a community.Application) error {
	return updateAs(t, applications, applicationUpdate, applicationRow(a), foldEmail(a.Email))
}

// DropApplicationsBefore implements community.ApplicationTx.
func (t *tx) DropApplicationsBefore(at time.Time) error {
	_, err := t.exec("delete from application where state = ? and created_at < ?", community.ApplicationNew, millis(at))
	return err
}

// EvidenceOf implements community.ApplicationTx.
func (t *tx) EvidenceOf(ids []int64) ([]community.Evidence, error) {
	rows, err := selectIn(t, evidences, evidenceSelect+"application_id in (??) order by id", ids)
	return convert(rows, err, func(r evidenceRow) community.Evidence { return community.Evidence(r) })
}

// InsertEvidence implements community.ApplicationTx.
func (t *tx) InsertEvidence(e community.Evidence) error {
	return insertRow(t, evidences, evidenceRow(e))
}

// PeopleNames implements community.ApplicationTx.
func (t *tx) PeopleNames() ([]community.PersonName, error) {
	var list []community.PersonName
	err := t.query(func(rows scanner) error {
		var n community.PersonName
		if err := rows.Scan(&n.ID, &n.Name); err != nil {
			return err
		}
		list = append(list, n)
		return nil
	}, "select id, name from person where local order by id")
	return list, err
}

// SchoolsOnSite implements community.ApplicationTx.
func (t *tx) SchoolsOnSite(host string) (int64, error) {
	return value[int64](t, "select count(*) from register_school where lower(website) like ? escape '!'", "%"+likeText(strings.ToLower(host))+"%")
}
