package storage

import "headroom/community"

// AppTokenByID implements community.TicketTx.
func (t *tx) AppTokenByID(id int64) (community.AppToken, error) {
	row, err := selectRow(t, appTokens, appTokenSelect+"id = ?", id)
	return appToken(row), err
}
