package storage

import (
	"strings"
	"time"

	"headroom/community"
)

type accountRow struct {
	ID           int64     `db:"id"`
	PersonID     int64     `db:"person_id"`
	Email        string    `db:"email"`
	PasswordHash string    `db:"password_hash"`
	Operator     bool      `db:"operator"`
	Name         string    `db:"name"`
	Language     string    `db:"language"`
	Zone         string    `db:"zone"`
	Epoch        int64     `db:"epoch"`
	CreatedAt    time.Time `db:"created_at"`
	DisabledAt   time.Time `db:"disabled_at"`
	EndAt        time.Time `db:"end_at"`
	SecondAt     time.Time `db:"second_at"`
	AppRoom      int64     `db:"app_room"`
	TermsSeen    int64     `db:"terms_seen"`
}

var (
	accounts      = newTable[accountRow]("account", 1)
	accountSelect = "select " + accounts.list + " from account where "
	// The address is kept as it was written, and once more folded.
	accountInsert, accountUpdate = accounts.derived("email_folded")
)

func foldEmail(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

// Account implements community.AccountTx.
func (t *tx) Account(id int64) (community.Account, error) {
	row, err := selectRow(t, accounts, accountSelect+"id = ?", id)
	return community.Account(row), err
}

// AccountByEmail implements community.AccountTx.
func (t *tx) AccountByEmail(email string) (community.Account, error) {
	row, err := selectRow(t, accounts, accountSelect+"email_folded = ?", foldEmail(email))
	return community.Account(row), err
}

// AccountOfPerson implements community.AccountTx.
func (t *tx) AccountOfPerson(person int64) (community.Account, error) {
	row, err := selectRow(t, accounts, accountSelect+"person_id = ? and person_id <> 0", person)
	return community.Account(row), err
}

// AccountsOf implements community.AccountTx.
func (t *tx) AccountsOf(people []int64) ([]community.Account, error) {
	rows, err := selectIn(t, accounts, accountSelect+"person_id <> 0 and person_id in (??)", people)
	return convert(rows, err, func(r accountRow) community.Account { return community.Account(r) })
}

// Operators implements community.AccountTx.
func (t *tx) Operators() ([]community.Account, error) {
	rows, err := selectRows(t, accounts, accountSelect+"operator order by id")
	return convert(rows, err, func(r accountRow) community.Account { return community.Account(r) })
}

// InsertAccount implements community.AccountTx.
func (t *tx) InsertAccount(a community.Account) error {
	return insertAs(t, accounts, accountInsert, accountRow(a), foldEmail(a.Email))
}

// UpdateAccount implements community.AccountTx.
func (t *tx) UpdateAccount(a community.Account) error {
	return updateAs(t, accounts, accountUpdate, accountRow(a), foldEmail(a.Email))
}
