package storage

import (
	"time"

	"headroom/community"
)

type appRow struct {
	ID        int64     `db:"id"`
	Client    string    `db:"client"`
	Secret    []byte    `db:"secret"`
	Name      string    `db:"name"`
	Website   string    `db:"website"`
	Redirects []string  `db:"redirects"`
	Scopes    []string  `db:"scopes"`
	CreatedAt time.Time `db:"created_at"`
}

type appCodeRow struct {
	Hash      []byte    `db:"hash"`
	AppID     int64     `db:"app_id"`
	AccountID int64     `db:"account_id"`
	Epoch     int64     `db:"epoch"`
	Passkey   bool      `db:"passkey"`
	Redirect  string    `db:"redirect"`
	Scopes    []string  `db:"scopes"`
	Challenge string    `db:"challenge"`
	ExpiresAt time.Time `db:"expires_at"`
	UsedAt    time.Time `db:"used_at"`
}

type appTokenRow struct {
	ID        int64     `db:"id"`
	Hash      []byte    `db:"hash"`
	AppID     int64     `db:"app_id"`
	AccountID int64     `db:"account_id"`
	Epoch     int64     `db:"epoch"`
	Passkey   bool      `db:"passkey"`
	Scopes    []string  `db:"scopes"`
	Code      []byte    `db:"code"`
	CreatedAt time.Time `db:"created_at"`
	UsedAt    time.Time `db:"used_at"`
}

var (
	apps           = newTable[appRow]("oauth_app", 1)
	appSelect      = "select " + apps.list + " from oauth_app where "
	appCodes       = newTable[appCodeRow]("oauth_code", 1)
	appCodeSelect  = "select " + appCodes.list + " from oauth_code where hash = ?"
	appTokens      = newTable[appTokenRow]("oauth_token", 1)
	appTokenSelect = "select " + appTokens.list + " from oauth_token where "
)

func app(r appRow) community.App { return community.App(r) }

func appToken(r appTokenRow) community.AppToken { return community.AppToken(r) }

// App implements community.AppTx.
func (t *tx) App(id int64) (community.App, error) {
	row, err := selectRow(t, apps, appSelect+"id = ?", id)
	return app(row), err
}

// AppByClient implements community.AppTx.
func (t *tx) AppByClient(client string) (community.App, error) {
	row, err := selectRow(t, apps, appSelect+"client = ?", client)
	return app(row), err
}

// InsertApp implements community.AppTx.
func (t *tx) InsertApp(a community.App) error { return insertRow(t, apps, appRow(a)) }

// AppCode implements community.AppTx.
func (t *tx) AppCode(hash []byte) (community.AppCode, error) {
	row, err := selectRow(t, appCodes, appCodeSelect, hash)
	return community.AppCode(row), err
}

// InsertAppCode implements community.AppTx.
func (t *tx) InsertAppCode(c community.AppCode) error { return insertRow(t, appCodes, appCodeRow(c)) }

// UseAppCode implements community.AppTx.
func (t *tx) UseAppCode(hash []byte, at time.Time) (bool, error) {
	n, err := t.exec("update oauth_code set used_at = ? where hash = ? and used_at = 0", millis(at), hash)
	return n > 0, err
}

// AppToken implements community.AppTx.
func (t *tx) AppToken(hash []byte) (community.AppToken, error) {
	row, err := selectRow(t, appTokens, appTokenSelect+"hash = ?", hash)
	return appToken(row), err
}

// AppTokens implements community.AppTx.
func (t *tx) AppTokens(account int64) ([]community.AppToken, error) {
	rows, err := selectRows(t, appTokens, appTokenSelect+"account_id = ? order by id", account)
	return convert(rows, err, appToken)
}

// InsertAppToken implements community.AppTx.
func (t *tx) InsertAppToken(k community.AppToken) error {
	return insertRow(t, appTokens, appTokenRow(k))
}

// AppTokenUsed implements community.AppTx.
func (t *tx) AppTokenUsed(id int64, at time.Time) error {
	_, err := t.exec("update oauth_token set used_at = ? where id = ?", millis(at), id)
	return err
}

// DeleteAppToken implements community.AppTx.
func (t *tx) DeleteAppToken(id int64) error {
	_, err := t.exec("delete from oauth_token where id = ?", id)
	return err
}

// DeleteAppTokensOf implements community.AppTx.
func (t *tx) DeleteAppTokensOf(account, app int64) (int64, error) {
	return t.exec("delete from oauth_token where account_id = ? and app_id = ?", account, app)
}

// DeleteAppTokensByCode implements community.AppTx.
func (t *tx) DeleteAppTokensByCode(code []byte) error {
	_, err := t.exec("delete from oauth_token where code = ?", code)
	return err
}

// DeleteAppCodesBefore implements community.AppTx.
func (t *tx) DeleteAppCodesBefore(at time.Time) error {
	_, err := t.exec("delete from oauth_code where expires_at < ?", millis(at))
	return err
}

// DeleteEndedAppTokens implements community.AppTx.
func (t *tx) DeleteEndedAppTokens() error {
	_, err := t.exec("delete from oauth_token where exists (select 1 from account a where a.id = oauth_token.account_id and a.epoch <> oauth_token.epoch)")
	if err != nil {
		return err
	}
	_, err = t.exec("delete from push_device where token_id <> 0 and not exists (select 1 from oauth_token k where k.id = push_device.token_id)")
	return err
}
