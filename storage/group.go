package storage

import (
	"time"

	"headroom/community"
	"headroom/community/policy"
)

type communityRow struct {
	ID        int64                `db:"id"`
	IRI       string               `db:"iri"`
	Host      string               `db:"host"`
	Local     bool                 `db:"local"`
	Username  string               `db:"username"`
	Name      community.LangMap    `db:"name"`
	Summary   community.LangMap    `db:"summary"`
	Rules     community.LangMap    `db:"rules"`
	Questions []community.Question `db:"questions"`
	Access    policy.Access        `db:"access"`
	Reach     string               `db:"reach"`
	ReachTo   []string             `db:"reach_to"`
	Requires  []string             `db:"requires"`
	Joining   string               `db:"joining"`
	RuleBy    int64                `db:"rule_by"`
	Epoch     int64                `db:"epoch"`
	Inbox     string               `db:"inbox"`
	Members   string               `db:"members"`
	Servers   string               `db:"servers"`
	Threads   string               `db:"threads"`
	Log       string               `db:"log"`
	Stamps    string               `db:"stamps"`
	Keys      string               `db:"keys"`
	CreatedAt time.Time            `db:"created_at"`
	UpdatedAt time.Time            `db:"updated_at"`
	FetchedAt time.Time            `db:"fetched_at"`
	DeletedAt time.Time            `db:"deleted_at"`

	Files       string    `db:"files"`
	History     string    `db:"history"`
	HistoryFrom time.Time `db:"history_from"`
	Queue       string    `db:"queue"`
	Moderators  string    `db:"moderators"`
	ModLog      string    `db:"modlog"`
	Featured    string    `db:"featured"`

	Links []community.LinkShown `db:"links"`

	Hold      string `db:"hold"`
	HoldPosts int    `db:"hold_posts"`
	HoldDays  int    `db:"hold_days"`

	Pace     int `db:"pace"`
	PaceDays int `db:"pace_days"`

	RulesSince time.Time `db:"rules_since"`
	RulesURL   string    `db:"rules_url"`
}

var (
	communities     = newTable[communityRow]("community", 1).fix("iri")
	communitySelect = "select " + communities.list + " from community where "
)

func group(r communityRow) community.Community { return community.Community(r) }

// Community implements community.CommunityTx.
func (t *tx) Community(id int64) (community.Community, error) {
	row, err := selectRow(t, communities, communitySelect+"id = ?", id)
	return group(row), err
}

// CommunityByIRI implements community.CommunityTx.
func (t *tx) CommunityByIRI(iri string) (community.Community, error) {
	row, err := selectRow(t, communities, communitySelect+"iri = ?", iri)
	return group(row), err
}

// CommunityByUsername implements community.CommunityTx.
func (t *tx) CommunityByUsername(username string) (community.Community, error) {
	row, err := selectRow(t, communities, communitySelect+"username = ? and local", username)
	return group(row), err
}

// CommunitiesByID implements community.CommunityTx.
func (t *tx) CommunitiesByID(list []int64) ([]community.Community, error) {
	rows, err := selectIn(t, communities, communitySelect+"id in (??)", list)
	return convert(rows, err, group)
}

// Communities implements community.CommunityTx.
func (t *tx) Communities(local *bool) ([]community.Community, error) {
	only := local != nil && *local
	rows, err := selectRows(t, communities, communitySelect+
		"deleted_at = 0 and (? or local = ?) order by id desc", local == nil, only)
	return convert(rows, err, group)
}

// CommunitiesOfHost implements community.CommunityTx: not deleted, newest first.
func (t *tx) CommunitiesOfHost(host string) ([]community.Community, error) {
	rows, err := selectRows(t, communities, communitySelect+"deleted_at = 0 and host = ? order by id desc", host)
	return convert(rows, err, group)
}

// InsertCommunity implements community.CommunityTx.
func (t *tx) InsertCommunity(c community.Community) error {
	return insertRow(t, communities, communityRow(c))
}

// UpdateCommunity implements community.CommunityTx.
func (t *tx) UpdateCommunity(c community.Community) error {
	return updateRow(t, communities, communityRow(c))
}

type invitationRow struct {
	ID          int64       `db:"id"`
	IRI         string      `db:"iri"`
	CommunityID int64       `db:"community_id"`
	Person      string      `db:"person"`
	By          string      `db:"by_whom"`
	Role        policy.Role `db:"role"`
	Scope       []string    `db:"scope"`
	Reason      string      `db:"reason"`
	EndAt       time.Time   `db:"end_at"`
	ExpiresAt   time.Time   `db:"expires_at"`
	UsedAt      time.Time   `db:"used_at"`
	CreatedAt   time.Time   `db:"created_at"`
}

var (
	invitations      = newTable[invitationRow]("invitation", 1).fix("iri", "community_id", "person")
	invitationSelect = "select " + invitations.list + " from invitation where "
)

// Invitation implements community.CommunityTx.
func (t *tx) Invitation(iri string) (community.Invitation, error) {
	row, err := selectRow(t, invitations, invitationSelect+"iri = ?", iri)
	return community.Invitation(row), err
}

// InvitationsFor implements community.CommunityTx.
func (t *tx) InvitationsFor(person string) ([]community.Invitation, error) {
	rows, err := selectRows(t, invitations, invitationSelect+"person = ? and used_at = 0 order by id desc", person)
	return convert(rows, err, func(r invitationRow) community.Invitation { return community.Invitation(r) })
}

// InvitationFor implements community.CommunityTx: an unused one before a used
// one, then the newest.
func (t *tx) InvitationFor(group int64, person string) (community.Invitation, error) {
	row, err := selectRow(t, invitations, invitationSelect+`community_id = ? and person = ?
		order by case when used_at = 0 then 0 else 1 end, id desc limit 1`, group, person)
	return community.Invitation(row), err
}

// InsertInvitation implements community.CommunityTx.
func (t *tx) InsertInvitation(i community.Invitation) error {
	return insertRow(t, invitations, invitationRow(i))
}

// UpdateInvitation implements community.CommunityTx.
func (t *tx) UpdateInvitation(i community.Invitation) error {
	return updateRow(t, invitations, invitationRow(i))
}
