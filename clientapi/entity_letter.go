package clientapi

import (
	"context"

	"headroom/community"
)

// conversation is Mastodon's Conversation.
type conversation struct {
	ID       string    `json:"id"`
	Unread   bool      `json:"unread"`
	Accounts []account `json:"accounts"`
	Last     *status   `json:"last_status"`
}

// letter makes the status of a private message: seen by those whom it names, which
// are all who are in its conversation.
func (a *API) letter(c caller, l community.Letter) status {
	m := l.PrivateMessage
	url := a.pageAt("/messages/", l.Talk.Talk.ID)
	st := status{ID: idText(m.ID), URI: m.IRI, URL: url, CreatedAt: date(m.PublishedAt), Account: a.person(c, l.Author), Content: m.HTML,
		Visibility: "direct", Media: []attachment{}, Mentions: []mention{}, Tags: []statusTag{}, Emojis: []none{}, Filtered: []filterResult{}}
	for _, p := range l.Talk.People {
		if p.ID != m.AuthorID {
			st.Mentions = append(st.Mentions, a.mentioned(p.Person))
		}
	}
	if !l.Mine {
		st.Mentions = append(st.Mentions, a.mentioned(c.person))
	}
	if l.Before != 0 {
		parent, who := idText(l.Before), st.Account.ID
		st.InReplyTo, st.InReplyToWho = &parent, &who
	}
	return st
}

func (a *API) mentioned(p community.Person) mention {
	return mention{ID: idText(p.ID), Username: p.Username, URL: p.IRI, Acct: a.acct(p.Username, p.Host, p.Local)}
}

// conversation makes the entity of a conversation.
func (a *API) conversation(c caller, t community.TalkView, last *status) conversation {
	out := conversation{ID: idText(t.Talk.ID), Unread: t.Unread, Accounts: []account{}, Last: last}
	for _, p := range t.People {
		out.Accounts = append(out.Accounts, a.person(c, p.PersonView))
	}
	return out
}

// newestLetter is the newest message of a conversation; nil when the member may not
// read it any more.
func (a *API) newestLetter(ctx context.Context, c caller, talk int64) (*status, error) {
	list, err := a.Service.Letters(ctx, c.viewer, talk, community.Page{Limit: 1})
	if hidden(err) || err == nil && len(list) == 0 {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	st := a.letter(c, list[len(list)-1])
	return &st, nil
}
