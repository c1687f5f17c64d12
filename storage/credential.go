package storage

import (
	"time"

	"headroom/community"
	"headroom/community/policy"
)

type credentialRow struct {
	ID             int64             `db:"id"`
	IRI            string            `db:"iri"`
	PersonID       int64             `db:"person_id"`
	Issuer         string            `db:"issuer"`
	Local          bool              `db:"local"`
	Kind           policy.Credential `db:"kind"`
	Type           string            `db:"type"`
	ValidFrom      time.Time         `db:"valid_from"`
	ValidUntil     time.Time         `db:"valid_until"`
	RevocationList string            `db:"revocation_list"`
	SuspensionList string            `db:"suspension_list"`
	Index          int64             `db:"list_index"`
	RevokedAt      time.Time         `db:"revoked_at"`
	SuspendedAt    time.Time         `db:"suspended_at"`
	Reason         string            `db:"reason"`
	By             string            `db:"by_whom"`
	Raw            []byte            `db:"raw"`
	CreatedAt      time.Time         `db:"created_at"`
	School         string            `db:"school"`
	Authority      string            `db:"authority"`
	AuthorityID    string            `db:"authority_id"`
}

var (
	credentials      = newTable[credentialRow]("credential", 1).fix("iri", "person_id")
	credentialSelect = "select " + credentials.list + " from credential where "
)

func credential(r credentialRow) community.CredentialRecord { return community.CredentialRecord(r) }

// Credential implements community.CredentialTx.
func (t *tx) Credential(id int64) (community.CredentialRecord, error) {
	row, err := selectRow(t, credentials, credentialSelect+"id = ?", id)
	return credential(row), err
}

// CredentialByIRI implements community.CredentialTx.
func (t *tx) CredentialByIRI(iri string) (community.CredentialRecord, error) {
	row, err := selectRow(t, credentials, credentialSelect+"iri = ?", iri)
	return credential(row), err
}

// Credentials implements community.CredentialTx.
func (t *tx) Credentials(person int64) ([]community.CredentialRecord, error) {
	rows, err := selectRows(t, credentials, credentialSelect+"person_id = ? order by id desc", person)
	return convert(rows, err, credential)
}

// CredentialsOf implements community.CredentialTx.
func (t *tx) CredentialsOf(people []int64) ([]community.CredentialRecord, error) {
	rows, err := selectIn(t, credentials, credentialSelect+"person_id in (??) order by id desc", people)
	return convert(rows, err, credential)
}

// CredentialsOnList implements community.CredentialTx.
func (t *tx) CredentialsOnList(list string) ([]community.CredentialRecord, error) {
	rows, err := selectRows(t, credentials, credentialSelect+
		"revoked_at = 0 and (revocation_list = ? or suspension_list = ?) order by id", list, list)
	return convert(rows, err, credential)
}

// InsertCredential implements community.CredentialTx. An index of our own lists
// that was ever used is a conflict, as an IRI is.
func (t *tx) InsertCredential(c community.CredentialRecord) error {
	if err := insertRow(t, credentials, credentialRow(c)); err != nil {
		return err
	}
	return t.relist(c.PersonID)
}

// UpdateCredential implements community.CredentialTx.
func (t *tx) UpdateCredential(c community.CredentialRecord) error {
	if err := updateRow(t, credentials, credentialRow(c)); err != nil {
		return err
	}
	return t.relist(c.PersonID)
}

// IndexTaken implements community.CredentialTx.
func (t *tx) IndexTaken(index int64) (bool, error) {
	return found(t, "select 1 from credential where list_index = ? and local", index)
}

// ListsInUse implements community.CredentialTx.
func (t *tx) ListsInUse() ([]string, error) {
	return values[string](t, `select revocation_list as list from credential
			where revoked_at = 0 and not local and revocation_list <> ''
		union select suspension_list as list from credential
			where revoked_at = 0 and not local and suspension_list <> '' order by list`)
}

type statusListRow struct {
	IRI        string    `db:"iri"`
	Issuer     string    `db:"issuer"`
	Local      bool      `db:"local"`
	Purpose    string    `db:"purpose"`
	Bits       []byte    `db:"bits"`
	Raw        []byte    `db:"raw"`
	ETag       string    `db:"etag"`
	ValidFrom  time.Time `db:"valid_from"`
	ValidUntil time.Time `db:"valid_until"`
	FetchedAt  time.Time `db:"fetched_at"`
	ChangedAt  time.Time `db:"changed_at"`
}

var (
	statusLists       = newTable[statusListRow]("status_list", 1)
	statusListSelect  = "select " + statusLists.list + " from status_list where "
	statusListReplace = statusLists.replace("iri")
)

// StatusList implements community.CredentialTx.
func (t *tx) StatusList(iri string) (community.StatusList, error) {
	row, err := selectRow(t, statusLists, statusListSelect+"iri = ?", iri)
	return community.StatusList(row), err
}

// StatusListTimes implements community.CredentialTx.
func (t *tx) StatusListTimes(iri string) (fetched, until time.Time, err error) {
	const query = "select fetched_at, valid_until from status_list where iri = ?"
	times, err := remembered(t, "status_list", query, anything, []any{iri}, func() (list []int64, err error) {
		err = t.query(func(rows scanner) error {
			list = make([]int64, 2)
			return rows.Scan(&list[0], &list[1])
		}, query, iri)
		return list, err
	})
	if err != nil {
		return fetched, until, err
	}
	if times == nil {
		return fetched, until, community.ErrNotFound
	}
	return moment(times[0]), moment(times[1]), nil
}

// StatusLists implements community.CredentialTx.
func (t *tx) StatusLists(local bool) ([]community.StatusList, error) {
	rows, err := selectRows(t, statusLists, statusListSelect+"local = ? order by iri", local)
	return convert(rows, err, func(r statusListRow) community.StatusList { return community.StatusList(r) })
}

// PutStatusList implements community.CredentialTx.
func (t *tx) PutStatusList(l community.StatusList) error {
	_, err := execRow(t, statusLists, statusListReplace, statusListRow(l))
	return err
}
