package storage

import (
	"time"

	"headroom/community"
)

type pushDeviceRow struct {
	ID        int64     `db:"id"`
	PersonID  int64     `db:"person_id"`
	Epoch     int64     `db:"epoch"`
	Name      string    `db:"name"`
	Endpoint  string    `db:"endpoint"`
	P256DH    string    `db:"p256dh"`
	Auth      string    `db:"auth"`
	ToldID    int64     `db:"told_id"`
	CreatedAt time.Time `db:"created_at"`
	TokenID   int64     `db:"token_id"`
	Alerts    string    `db:"alerts"`
	Policy    string    `db:"policy"`
	Legacy    bool      `db:"legacy"`
}

var (
	pushDevices      = newTable[pushDeviceRow]("push_device", 1)
	pushDeviceSelect = "select " + pushDevices.list + " from push_device where "
	pushDevicePut    = pushDevices.replace("endpoint,token_id")
)

func pushDevice(r pushDeviceRow) community.PushDevice { return community.PushDevice(r) }

// PushDevice implements community.PushTx.
func (t *tx) PushDevice(id int64) (community.PushDevice, error) {
	row, err := selectRow(t, pushDevices, pushDeviceSelect+"id = ?", id)
	return pushDevice(row), err
}

// PushDevices implements community.PushTx.
func (t *tx) PushDevices(person int64) ([]community.PushDevice, error) {
	rows, err := selectRows(t, pushDevices, pushDeviceSelect+"person_id = ? order by id", person)
	return convert(rows, err, pushDevice)
}

// PutPushDevice implements community.PushTx.
func (t *tx) PutPushDevice(d community.PushDevice) error {
	_, err := execRow(t, pushDevices, pushDevicePut, pushDeviceRow(d))
	return err
}

// DropPushDevice implements community.PushTx.
func (t *tx) DropPushDevice(person, id int64) (bool, error) {
	n, err := t.exec("delete from push_device where id = ? and person_id = ?", id, person)
	return n > 0, err
}

// PushTold implements community.PushTx.
func (t *tx) PushTold(id, notice int64) error {
	_, err := t.exec("update push_device set told_id = ? where id = ? and told_id < ?", notice, id, notice)
	return err
}

// PushTopics implements community.PushTx.
func (t *tx) PushTopics(person int64) ([]string, error) {
	text, err := value[string](t, "select topics from push_choice where person_id = ?", person)
	return split(text), err
}

// PutPushTopics implements community.PushTx.
func (t *tx) PutPushTopics(person int64, topics []string) error {
	_, err := t.exec(`insert into push_choice (person_id, topics) values (?, ?)
		on conflict (person_id) do update set topics = excluded.topics`, person, joined(topics))
	return err
}

// DevicesOf implements community.PushTx.
func (t *tx) DevicesOf(people []int64) ([]community.PushDevice, error) {
	if len(people) == 0 {
		return nil, t.ready()
	}
	query, args := in(pushDeviceSelect+"person_id in (??) order by person_id, id", people, nil, nil)
	rows, err := selectRows(t, pushDevices, query, args...)
	return convert(rows, err, pushDevice)
}

// DevicesToldOf implements community.PushTx.
func (t *tx) DevicesToldOf(post, after, until int64) ([]community.PushDevice, error) {
	rows, err := selectRows(t, pushDevices, "select "+pushDevices.of("d")+` from push_device d
		where d.person_id > ? and d.person_id <= ? and exists (select 1 from notification n where n.post_id = ? and n.person_id = d.person_id)
		order by d.person_id, d.id`, after, until, post)
	return convert(rows, err, pushDevice)
}
