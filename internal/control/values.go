package control

import (
	"strconv"
	"time"

	"headroom/community"
	"headroom/community/policy"
)

// What commands are given.
type (
	// None is the input of commands that need none.
	None struct{}
	// Host names the other side of an agreement.
	Host struct {
		Host string `json:"host"`
	}
	// Verify makes somebody a verified head or facilitator.
	Verify struct {
		Who    string `json:"who"` // actor, e-mail address or username
		Kind   string `json:"kind"`
		Reason string `json:"reason"`
	}
	// Extend moves the end of a headship that is for a time, to and with a day.
	Extend struct {
		Who    string `json:"who"`
		Until  string `json:"until"` // YYYY-MM-DD
		Reason string `json:"reason"`
	}
	// Revoke withdraws every credential of somebody, or suspends or restores it.
	Revoke struct {
		Who    string `json:"who"`
		Reason string `json:"reason"`
	}
	// Retry makes the jobs of a lane due now; "" is every lane.
	Retry struct {
		Lane string `json:"lane"`
		Job  string `json:"job,omitempty"` // one job alone
	}
	// NewMember adds a person. Without a password they are sent a link.
	NewMember struct {
		Email       string   `json:"email"`
		Username    string   `json:"username"`
		Name        string   `json:"name"`
		Post        string   `json:"post"`
		School      string   `json:"school"`
		SchoolID    string   `json:"school_id"`
		Authority   string   `json:"authority"`
		AuthorityID string   `json:"authority_id"`
		Nation      string   `json:"nation"`
		Phase       []string `json:"phase"`
		Specialisms []string `json:"specialisms"`
		Biography   string   `json:"biography"`
		Language    string   `json:"language"`
		Password    string   `json:"password"`
	}
	// NewCommunity makes a community; texts are by language.
	NewCommunity struct {
		Username  string              `json:"username"`
		Name      community.LangMap   `json:"name"`
		Summary   community.LangMap   `json:"summary"`
		Rules     community.LangMap   `json:"rules"`
		Questions []community.LangMap `json:"questions"`
		Access    string              `json:"access"`
		Reach     string              `json:"reach"`
		ReachTo   []string            `json:"reach_to"`
		Joining   string              `json:"joining"`
		Admits    []string            `json:"admits"`    // head, facilitator, aspiring, ids of further roles
		Moderator string              `json:"moderator"` // actor, e-mail address or username
	}
)

// What commands answer.
type (
	// Peer is an agreement with another instance.
	Peer struct {
		Host        string     `json:"host"`
		Name        string     `json:"name"`
		Nation      string     `json:"nation"`
		Issuer      string     `json:"issuer"`
		State       string     `json:"state"`
		Fingerprint string     `json:"fingerprint"`
		Active      *time.Time `json:"active,omitempty"`
	}
	// Member is a person of the instance.
	Member struct {
		ID       string `json:"id"`
		Username string `json:"username"`
		Name     string `json:"name"`
		Email    string `json:"email"`
		School   string `json:"school"`
		Standing string `json:"standing"`
		Actor    string `json:"actor"`
		Disabled bool   `json:"disabled"`
	}
	// Credential is what somebody was verified with.
	Credential struct {
		Actor      string    `json:"actor"`
		Username   string    `json:"username"`
		Type       string    `json:"type"`
		Credential string    `json:"credential"`
		From       time.Time `json:"from"`
		Until      time.Time `json:"until"`
	}
	// Revoked is whose credentials were withdrawn, suspended or restored.
	Revoked struct {
		Actor    string `json:"actor"`
		Username string `json:"username"`
	}
	// Community is a community that the instance hosts.
	Community struct {
		ID       string `json:"id"`
		Username string `json:"username"`
		Name     string `json:"name"`
		Access   string `json:"access"`
		Reach    string `json:"reach"`
		Joining  string `json:"joining"`
		Actor    string `json:"actor"`
	}
	// Lane is the state of one queue.
	Lane struct {
		Lane        string     `json:"lane"`
		Waiting     int64      `json:"waiting"`
		Parked      int64      `json:"parked"`
		Held        bool       `json:"held"`
		Failures    int64      `json:"failures"` // in a row
		Oldest      *time.Time `json:"oldest,omitempty"`
		PausedUntil *time.Time `json:"paused_until,omitempty"`
		LastSuccess *time.Time `json:"last_success,omitempty"`
		LastError   string     `json:"last_error,omitempty"`
	}
	// Retried is how many jobs were made due.
	Retried struct {
		Lane string `json:"lane"`
		Jobs int64  `json:"jobs"`
	}
	// Audit is the state of the audit log: the number of rows, and the first
	// one that does not follow from the one before, 0 when all do.
	Audit struct {
		Rows   int64 `json:"rows"`
		Broken int64 `json:"broken"`
		Whole  bool  `json:"whole"`
	}
	// Version is of the program that answers.
	Version struct {
		Version string `json:"version"`
	}
)

func peerOf(p community.Peer) Peer {
	return Peer{Host: p.Host, Name: p.Name, Nation: p.Nation, Issuer: p.Issuer, State: string(p.State),
		Fingerprint: p.Fingerprint, Active: moment(p.ActiveAt)}
}

func memberOf(r community.MemberRow) Member {
	return Member{ID: strconv.FormatInt(r.ID, 10), Username: r.Username, Name: r.Name, Email: r.Email, School: r.School,
		Standing: r.Standing, Actor: r.IRI, Disabled: r.Disabled}
}

func communityOf(c community.Community, language string) Community {
	access := map[policy.Access]string{policy.Open: "open", policy.Closed: "closed", policy.Private: "private"}[c.Access]
	return Community{ID: strconv.FormatInt(c.ID, 10), Username: c.Username, Name: c.Name.In(language), Access: access,
		Reach: c.Reach, Joining: c.Joining, Actor: c.IRI}
}

func laneOf(l community.Lane) Lane {
	return Lane{Lane: l.Name, Waiting: l.Waiting, Parked: l.Parked, Held: l.Held, Failures: l.Failures, Oldest: moment(l.OldestAt),
		PausedUntil: moment(l.PausedUntil), LastSuccess: moment(l.LastSuccess), LastError: l.LastError}
}
