package storage

import (
	"time"

	"headroom/community"
)

type closureRow struct {
	AccountID int64     `db:"account_id"`
	PersonID  int64     `db:"person_id"`
	Posts     string    `db:"posts"`
	Hosts     []string  `db:"hosts"`
	Link      []byte    `db:"link"`
	ClosedAt  time.Time `db:"closed_at"`
	EraseAt   time.Time `db:"erase_at"`
	LeftAt    time.Time `db:"left_at"`
	ErasedAt  time.Time `db:"erased_at"`
}

var (
	closures      = newTable[closureRow]("closure", 1)
	closureSelect = "select " + closures.list + " from closure where "
)

// Closure implements community.ClosingTx.
func (t *tx) Closure(account int64) (community.Closure, error) {
	row, err := selectRow(t, closures, closureSelect+"account_id = ?", account)
	return community.Closure(row), err
}

// ClosureByLink implements community.ClosingTx.
func (t *tx) ClosureByLink(link []byte) (community.Closure, error) {
	row, err := selectRow(t, closures, closureSelect+"link = ?", link)
	return community.Closure(row), err
}

// ClosuresDue implements community.ClosingTx.
func (t *tx) ClosuresDue(now time.Time, limit int) ([]community.Closure, error) {
	rows, err := selectRows(t, closures, closureSelect+"erased_at = 0 and erase_at <= ? order by erase_at limit ?", millis(now), limit)
	return convert(rows, err, func(r closureRow) community.Closure { return community.Closure(r) })
}

// PutClosure implements community.ClosingTx.
func (t *tx) PutClosure(c community.Closure) error {
	if c.Link == nil {
		c.Link = []byte{}
	}
	_, err := execRow(t, closures, closures.replace("account_id"), closureRow(c))
	return err
}

// DropClosure implements community.ClosingTx.
func (t *tx) DropClosure(account int64) error {
	_, err := t.exec("delete from closure where account_id = ?", account)
	return err
}

// DropWaysIn implements community.ClosingTx.
func (t *tx) DropWaysIn(account, person int64) error {
	for _, p := range personal {
		if !p.wayIn {
			continue
		}
		whose := account
		if p.of == ofPerson {
			whose = person
		}
		if _, err := t.exec("delete from "+p.table+" where "+p.column+" = ?", whose); err != nil {
			return err
		}
	}
	return nil
}

// PostsLeft implements community.ClosingTx.
func (t *tx) PostsLeft(author int64, limit int) ([]int64, error) {
	return values[int64](t, "select id from post where author_id = ? and state in ('accepted', 'sent') order by id limit ?", author, limit)
}

// MessagesLeft implements community.ClosingTx.
func (t *tx) MessagesLeft(author int64, limit int) ([]int64, error) {
	return values[int64](t, `select m.id from message_person x join message m on m.id = x.message_id
		where x.person_id = ? and x.state = 'own' and m.deleted_at = 0 order by m.id limit ?`, author, limit)
}

// TalksLeft implements community.ClosingTx.
func (t *tx) TalksLeft(person int64, limit int) ([]int64, error) {
	return values[int64](t, "select conversation_id from conversation_person where person_id = ? and left_at = 0 order by conversation_id limit ?", person, limit)
}

// PublishWaits implements community.ClosingTx.
func (t *tx) PublishWaits(group int64) (bool, error) {
	return found(t, "select 1 from job where lane = ? and kind = ? and parked_at = 0 limit 1", community.PublishLane(group), community.JobPublish)
}

// CopiesOfAuthor implements community.ClosingTx.
func (t *tx) CopiesOfAuthor(author int64) (all []community.HostCopies, err error) {
	err = t.query(func(row scanner) error {
		var c community.HostCopies
		if err := row.Scan(&c.Host, &c.Sent, &c.Confirmed); err != nil {
			return err
		}
		all = append(all, c)
		return nil
	}, `select c.host, count(*), coalesce(sum(case when c.receipted_at >= c.sent_at then 1 else 0 end), 0) from post p join copy c on c.object = p.iri
		where p.author_id = ? and p.state = 'deleted' and c.sent_at > 0 group by c.host order by c.host`, author)
	return all, err
}
