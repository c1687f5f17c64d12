package storage

import (
	"math"
	"slices"
	"strings"
	"time"
	"unicode"

	"headroom/community"
)

// listingRow is a stretch of time in which somebody is in the directory, with
// what a filter asks of everybody. It is made of the person and their
// credentials whenever either is written.
type listingRow struct {
	PersonID  int64    `db:"person_id"`
	From      int64    `db:"from_at"`
	Until     int64    `db:"until_at"`
	Nation    string   `db:"nation"`
	Phase     []string `db:"phase"`
	Languages []string `db:"languages"`
	Contact   bool     `db:"contact"`
	HeadSince int      `db:"head_since"` // 0 unless shared
}

var (
	listings      = newTable[listingRow]("listing", 2)
	listingSelect = "select " + listings.list + " from listing where person_id = ? order by from_at"
)

// wordPrefix marks the terms that are words; the others come with the person.
const wordPrefix = "w:"

// afterAll is greater than any character in a term.
const afterAll = "\U0010FFFF"

// relist brings the directory in line with a person's credentials.
func (t *tx) relist(id int64) error {
	p, err := t.Person(id)
	if err != nil {
		if community.IsNotFound(err) {
			return nil
		}
		return err
	}
	return t.listTimes(p)
}

// list brings the directory in line with a person.
func (t *tx) list(p community.Person) error {
	if err := t.listTimes(p); err != nil {
		return err
	}
	return t.listTerms(p)
}

// listTimes writes the stretches in which a person is listed, when they have
// changed. Whose name is not known yet is nobody to find.
func (t *tx) listTimes(p community.Person) error {
	var want []listingRow
	if p.Name != "" && p.SuspendedAt.IsZero() {
		times, err := t.goodTimes(p.ID)
		if err != nil {
			return err
		}
		for _, at := range times {
			row := listingRow{PersonID: p.ID, From: at[0], Until: at[1], Nation: p.Nation, Phase: p.Phase, Languages: p.Languages,
				Contact: p.Contact != community.ContactNone}
			if p.ShareYears {
				row.HeadSince = p.HeadSince
			}
			want = append(want, row)
		}
	}
	have, err := selectRows(t, listings, listingSelect, p.ID)
	if err != nil || slices.EqualFunc(have, want, sameListing) {
		return err
	}
	if _, err := t.exec("delete from listing where person_id = ?", p.ID); err != nil {
		return err
	}
	for _, row := range want {
		if err := insertRow(t, listings, row); err != nil {
			return err
		}
	}
	return nil
}

func sameListing(a, b listingRow) bool {
	return a.From == b.From && a.Until == b.Until && a.Nation == b.Nation && a.Contact == b.Contact && a.HeadSince == b.HeadSince &&
		slices.Equal(a.Phase, b.Phase) && slices.Equal(a.Languages, b.Languages)
}

// goodTimes gives the times in which a person has a credential that is neither
// revoked nor suspended, joined where they meet, in order.
func (t *tx) goodTimes(person int64) (times [][2]int64, err error) {
	err = t.query(func(rows scanner) error {
		var from, until int64
		if err := rows.Scan(&from, &until); err != nil {
			return err
		}
		if until == 0 {
			until = math.MaxInt64
		}
		if last := len(times) - 1; last >= 0 && from <= times[last][1] {
			times[last][1] = max(times[last][1], until)
			return nil
		}
		times = append(times, [2]int64{from, until})
		return nil
	}, `select valid_from, valid_until from credential where person_id = ? and revoked_at = 0 and suspended_at = 0
		order by valid_from, id`, person)
	return times, err
}

// listTerms writes the words and values by which a person is found, those that
// have changed.
func (t *tx) listTerms(p community.Person) error {
	have, err := values[string](t, "select term from person_term where person_id = ?", p.ID)
	if err != nil {
		return err
	}
	want := map[string]bool{}
	for _, term := range p.Terms {
		want[term] = true
	}
	for _, word := range words(p.SearchText) {
		want[wordPrefix+word] = true
	}
	for _, term := range have {
		if want[term] {
			delete(want, term)
			continue
		}
		if _, err := t.exec("delete from person_term where term = ? and person_id = ?", term, p.ID); err != nil {
			return err
		}
	}
	for term := range want {
		if _, err := t.exec("insert into person_term (term, person_id) values (?, ?)", term, p.ID); err != nil {
			return err
		}
	}
	return nil
}

// words parts folded text at whatever is neither letter nor digit.
func words(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
}

// Listed implements community.DirectoryTx.
func (t *tx) Listed(f community.DirectoryFilter, p community.Page) ([]community.Person, error) {
	many, err := t.commonWords(f)
	if err != nil {
		return nil, err
	}
	where, args := listed(f, many)
	text, all, turned := paged("select l.person_id from listing l where "+where, "l.person_id", p, false, args)
	found, err := values[int64](t, text, all...)
	if err != nil {
		return nil, err
	}
	if turned {
		slices.Reverse(found)
	}
	return t.inOrder(found)
}

// inOrder gives people in the order of their ids in the list.
func (t *tx) inOrder(list []int64) ([]community.Person, error) {
	rows, err := t.PeopleByID(list)
	if err != nil {
		return nil, err
	}
	place := make(map[int64]int, len(list))
	for i, id := range list {
		place[id] = i
	}
	slices.SortFunc(rows, func(a, b community.Person) int { return place[a.ID] - place[b.ID] })
	return rows, nil
}

// CountListed implements community.DirectoryTx.
func (t *tx) CountListed(f community.DirectoryFilter) (int64, error) {
	where, args := listed(f, nil)
	return value[int64](t, "select count(*) from listing l where "+where, args...)
}

// commonAt is how many terms make a word one that many people have.
const commonAt = 2000

// commonWords gives the words of a filter that many people have: a page of
// those is full before all of them have been looked up.
func (t *tx) commonWords(f community.DirectoryFilter) (many map[string]bool, err error) {
	for _, word := range f.Words[:min(len(f.Words), maxWords)] {
		n, err := value[int64](t, "select count(*) from (select 1 from person_term where term >= ? and term < ? limit ?) few",
			wordPrefix+word, wordPrefix+word+afterAll, commonAt)
		if err != nil {
			return nil, err
		}
		if n == commonAt {
			if many == nil {
				many = map[string]bool{}
			}
			many[word] = true
		}
	}
	return many, nil
}

// listed is the condition of a filter on the table listing l. What few people
// have is looked up by term; what many have is compared row by row, and so are
// the words that are said to be common.
func listed(f community.DirectoryFilter, many map[string]bool) (where string, args []any) {
	var b strings.Builder
	b.WriteString("l.from_at <= ? and l.until_at > ?")
	args = append(args, millis(f.Now), millis(f.Now))
	and := func(condition string, values ...any) {
		b.WriteString(" and " + condition)
		args = append(args, values...)
	}
	if f.Nation != "" {
		and("l.nation = ?", f.Nation)
	}
	if f.Phase != "" {
		and("l.phase like ? escape '!'", "%\n"+likeText(f.Phase)+"\n%")
	}
	if f.Language != "" {
		and("l.languages like ? escape '!'", "%\n"+likeText(f.Language)+"\n%")
	}
	if f.Contact {
		and("l.contact")
	}
	if f.SinceFrom != 0 {
		and("l.head_since >= ?", f.SinceFrom)
	}
	if f.SinceTo != 0 {
		and("l.head_since <= ? and l.head_since > 0", f.SinceTo)
	}
	for _, term := range f.Terms[:min(len(f.Terms), maxWords)] {
		and("l.person_id in (select person_id from person_term where term = ?)", term)
	}
	for _, word := range f.Words[:min(len(f.Words), maxWords)] {
		if many[word] {
			and("exists (select 1 from person_term t where t.person_id = l.person_id and t.term >= ? and t.term < ?)", wordPrefix+word, wordPrefix+word+afterAll)
			continue
		}
		and("l.person_id in (select person_id from person_term where term >= ? and term < ?)", wordPrefix+word, wordPrefix+word+afterAll)
	}
	if f.School != 0 {
		and(`l.person_id in (select id from person where school_ref = ? union select person_id from headship where school_ref = ? and (until_at = 0 or until_at > ?))
			and exists (select 1 from person p where p.id = l.person_id and (p.share_school or not p.local))`, f.School, f.School, millis(f.Now))
	}
	return b.String(), args
}

// YearsListed implements community.DirectoryTx.
func (t *tx) YearsListed(now time.Time) (number, sum int64, err error) {
	err = t.query(func(rows scanner) error { return rows.Scan(&number, &sum) },
		`select count(*), cast(coalesce(sum(head_since), 0) as bigint) from listing where from_at <= ? and until_at > ? and head_since > 0`,
		millis(now), millis(now))
	return number, sum, err
}

// TermsListed implements community.DirectoryTx: each with its newest listed
// person, in the order of how many people have it.
func (t *tx) TermsListed(prefix string, now time.Time, limit int) ([]community.TermCount, error) {
	list, err := t.termCounts(`select c.term, c.people, coalesce((select max(t.person_id) from person_term t join listing l on l.person_id = t.person_id
			where t.term = c.term and l.from_at <= ? and l.until_at > ?), 0)
		from (select term, count(*) as people from person_term where term >= ? and term < ?
			group by term order by count(*) desc, term limit ?) c order by c.people desc, c.term`,
		millis(now), millis(now), prefix, prefix+afterAll, limit)
	return slices.DeleteFunc(list, func(c community.TermCount) bool { return c.PersonID == 0 }), err
}

// ListedWith implements community.DirectoryTx.
func (t *tx) ListedWith(terms []string, now time.Time, limit int) ([]community.TermCount, error) {
	if len(terms) == 0 {
		return nil, t.ready()
	}
	slices.Sort(terms)
	query, args := in(`select '', count(distinct t.term), t.person_id from person_term t join listing l on l.person_id = t.person_id
		where t.term in (??) and l.from_at <= ? and l.until_at > ?
		group by t.person_id order by count(distinct t.term) desc, t.person_id desc limit ?`,
		slices.Compact(terms), nil, []any{millis(now), millis(now), limit})
	return t.termCounts(query, args...)
}

func (t *tx) termCounts(query string, args ...any) (list []community.TermCount, err error) {
	err = t.query(func(rows scanner) error {
		var c community.TermCount
		list = append(list, c)
		at := &list[len(list)-1]
		return rows.Scan(&at.Term, &at.People, &at.PersonID)
	}, query, args...)
	return list, err
}
