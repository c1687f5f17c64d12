package community

import (
	"cmp"

	"headroom/community/policy"
)

// measuresShown is how many measures of the past the moderators' queue shows.
const measuresShown = 20

// MeasureView is a measure as moderators are shown it.
type MeasureView struct {
	Measure
	Person     PersonView
	By         PersonView
	Membership int64 // number of the record at the host
	Holds      bool  // a time-out that goes on
}

// measuresFor lists what the moderators of a community of ours did lately.
func (s *Service) measuresFor(tx Tx, c Community) (out []MeasureView, err error) {
	all, err := tx.Measures(c.ID, measuresShown)
	if err != nil {
		return nil, err
	}
	for _, m := range all {
		p, err := tx.Person(m.PersonID)
		if err != nil {
			return nil, err
		}
		by, err := tx.PersonByIRI(m.By)
		if skipMissing(err) != nil {
			return nil, err
		}
		record, err := tx.MembershipOf(c.ID, p.ID)
		if skipMissing(err) != nil {
			return nil, err
		}
		out = append(out, MeasureView{Measure: m, Person: PersonView{Person: p.forOthers()}, By: PersonView{Person: by.forOthers()}, Membership: record.ID,
			Holds: s.holds(m, record)})
	}
	return out, nil
}

// holds reports a time-out that goes on: the one that counts, if there are more.
func (s *Service) holds(m Measure, record Membership) bool {
	if m.Kind == MeasureReview {
		return record.State == policy.Active && m.CreatedAt.Equal(record.ReviewedAt)
	}
	return m.Kind == MeasureSilence && record.State == policy.Active && m.Until.After(s.now()) && m.Until.Equal(record.SilencedUntil)
}

// knownMeasures adds to what a peer told of its measures who is known here.
func (s *Service) knownMeasures(tx Tx, all []MeasureView) ([]MeasureView, error) {
	for i, m := range all {
		for _, p := range []*PersonView{&all[i].Person, &all[i].By} {
			known, err := tx.PersonByIRI(p.IRI)
			if skipMissing(err) != nil {
				return nil, err
			}
			if err == nil {
				p.Person = known.forOthers()
			}
			p.Name = cmp.Or(p.Name, p.IRI)
		}
		all[i].Holds = m.Holds && (m.Kind == MeasureReview || m.Until.After(s.now()))
	}
	return all, nil
}

// measured tells somebody what a moderator did about them.
func (t *teller) measured(e Event) error {
	m, err := t.tx.Measure(e.ObjectID)
	if err != nil {
		return err
	}
	kind := map[MeasureKind]NoticeKind{MeasureWarn: NoticeWarned, MeasureSilence: NoticeSilenced, MeasureUnsilence: NoticeUnsilenced,
		MeasureReview: NoticeReviewed, MeasureUnreview: NoticeUnreviewed}[m.Kind]
	return t.tell(Notice{Kind: kind, CommunityID: m.CommunityID, RecordID: m.ID, EventSeq: e.Seq}, m.PersonID)
}

// ownMeasure is about what a moderator did about the reader: nobody else's.
func (r *noticeReader) ownMeasure(n *NoticeView, named bool) (bool, error) {
	m, err := r.tx.Measure(n.RecordID)
	if err != nil || m.PersonID != r.v.Person {
		return false, skipMissing(err)
	}
	if n.Reason, n.Until = m.Code, m.Until; named {
		n.Said = m.Words
	}
	return true, nil
}
