package community

import "headroom/community/policy"

// Deletion is how far the deletion of a post has come on other servers.
type Deletion struct {
	Elsewhere bool // another instance hosts the community, and knows the rest
	Servers   int  // other servers that were sent the post
	Confirmed int  // of those, with a receipt
	Late      int  // without one for more than a day
}

// deletions adds to a page's deleted posts what their authors and moderators are
// told: nobody is told that a post is deleted everywhere before every server that
// was sent it has given a receipt.
func (s *Service) deletions(tx Tx, f policy.Facts, list []PostView) error {
	var iris []string
	at := map[string]*Deletion{}
	for i, p := range list {
		pf := f
		pf.Author = p.Mine
		if p.State != PostDeleted || !p.Mine && !policy.Decide(policy.RemovePost, pf).OK() {
			continue
		}
		list[i].Deletion = &Deletion{Elsewhere: !f.Hosted}
		if f.Hosted {
			iris, at[p.IRI] = append(iris, p.IRI), list[i].Deletion
		}
	}
	if len(iris) == 0 {
		return nil
	}
	copies, err := tx.CopiesOf(iris)
	if err != nil {
		return err
	}
	for _, k := range copies {
		if k.SentAt.IsZero() { // told of its deletion, and never sent it
			continue
		}
		d := at[k.Object]
		d.Servers++
		if !k.ReceiptedAt.IsZero() && !k.ReceiptedAt.Before(k.SentAt) {
			d.Confirmed++
		}
	}
	for _, p := range list {
		if p.Deletion != nil && s.now().Sub(p.DeletedAt) > receiptTime {
			p.Deletion.Late = p.Deletion.Servers - p.Deletion.Confirmed
		}
	}
	return nil
}
