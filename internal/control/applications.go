package control

import (
	"context"
	"slices"
	"strconv"
	"time"

	"headroom/community"
)

type (
	// Applications asks for the queue: open ones, or those in a state.
	Applications struct {
		State string `json:"state"`
	}
	// Decide names an application and why it is decided so.
	Decide struct {
		ID     string `json:"id"`
		Reason string `json:"reason"`
	}
	// Application is somebody's request to be admitted.
	Application struct {
		ID        string     `json:"id"`
		State     string     `json:"state"`
		Name      string     `json:"name"`
		Email     string     `json:"email"`
		Post      string     `json:"post"`
		Title     string     `json:"title"` // what the post says
		Manner    string     `json:"manner"`
		Nation    string     `json:"nation"`
		School    string     `json:"school"`
		SchoolID  string     `json:"school_id"`
		Authority string     `json:"authority"`
		Register  string     `json:"register"` // what the register says: names, school, another, closed or ""
		Points    int        `json:"points"`
		Enough    bool       `json:"enough"`
		Clean     bool       `json:"clean"`
		Look      []string   `json:"look"` // kinds of what is to be looked at
		Evidence  []Evidence `json:"evidence"`
		SignOns   []SignOn   `json:"sign_ons"` // visits to sign-on services, newest first
		Asked     time.Time  `json:"asked"`
		Decided   *time.Time `json:"decided,omitempty"`
		DecidedBy string     `json:"decided_by,omitempty"`
		Reason    string     `json:"reason,omitempty"`
		Proposed  string     `json:"proposed_by,omitempty"`
		Appeal    string     `json:"appeal,omitempty"`
	}
	// Evidence is one piece of evidence.
	Evidence struct {
		Kind  string    `json:"kind"`
		Named bool      `json:"named"`
		By    string    `json:"by,omitempty"`
		Ref   string    `json:"ref,omitempty"`
		Note  string    `json:"note,omitempty"`
		At    time.Time `json:"at"`
		Until time.Time `json:"until"`
	}
)

// SignOn is what became of a visit to a sign-on service.
type SignOn struct {
	Service string    `json:"service"`
	Result  string    `json:"result"`
	Role    bool      `json:"role"`
	Email   string    `json:"email,omitempty"` // same or other
	At      time.Time `json:"at"`
}

func applicationOf(c community.ApplicationCase) Application {
	out := Application{ID: strconv.FormatInt(c.ID, 10), State: c.State, Name: c.Name, Email: c.Email, Post: c.Post, Title: string(c.Title), Manner: c.Manner,
		Nation: c.Nation, School: c.School, SchoolID: c.Register, Authority: c.Authority, Register: c.Says, Points: c.Sum.Points, Enough: c.Enough(),
		Clean: c.Clean(), Asked: c.ConfirmedAt, Decided: moment(c.DecidedAt), DecidedBy: c.DecidedBy, Reason: c.Reason, Proposed: c.ProposedBy,
		Appeal: c.Appeal, Look: []string{}, Evidence: []Evidence{}, SignOns: []SignOn{}}
	for _, x := range c.Conflicts {
		if !slices.Contains(out.Look, x.Kind) {
			out.Look = append(out.Look, x.Kind)
		}
	}
	for _, r := range c.SignOns {
		out.SignOns = append(out.SignOns, SignOn{Service: r.Service, Result: r.Result, Role: r.Role, Email: r.Email, At: r.At})
	}
	for _, e := range c.Evidence {
		out.Evidence = append(out.Evidence, Evidence{Kind: string(e.Kind), Named: e.Named, By: e.By, Ref: e.Ref, Note: e.Note, At: e.At, Until: e.At.Add(e.Kind.Good())})
	}
	return out
}

func listApplications(ctx context.Context, b Backend, in Applications) (any, error) {
	var states []string
	if in.State != "" {
		states = []string{in.State}
	}
	all, err := b.Service.Applications(ctx, community.CommandLine, states, community.Page{Limit: 200})
	out := make([]Application, 0, len(all))
	for _, c := range all {
		out = append(out, applicationOf(c))
	}
	return out, err
}

// numbered reads the number of an application; what is no number is not there.
func numbered(text string) (int64, error) {
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0, community.ErrNotFound
	}
	return id, nil
}

func showApplication(ctx context.Context, b Backend, in Decide) (any, error) {
	id, err := numbered(in.ID)
	if err != nil {
		return nil, err
	}
	c, err := b.Service.ApplicationOf(ctx, community.CommandLine, id)
	return applicationOf(c), err
}

func admitApplication(ctx context.Context, b Backend, in Decide) (any, error) {
	return decideApplication(ctx, b, in, b.Service.Admit)
}

func refuseApplication(ctx context.Context, b Backend, in Decide) (any, error) {
	return decideApplication(ctx, b, in, b.Service.Refuse)
}

// decideApplication does an act on an application and shows it.
func decideApplication(ctx context.Context, b Backend, in Decide, act func(context.Context, community.Viewer, int64, string) error) (any, error) {
	id, err := numbered(in.ID)
	if err != nil {
		return nil, err
	}
	if err := act(ctx, community.CommandLine, id, in.Reason); err != nil {
		return nil, err
	}
	return showApplication(ctx, b, in)
}
