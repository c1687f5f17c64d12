package vocab

import "time"

// Poll is what a Question adds to a post (FEP-9967): options of which one
// (oneOf) or several (anyOf) can be chosen. Among Headrooms hr:voting says that
// they are put in an order, hr:ballots whether it is shown who chose what, and
// hr:results whether what there is so far is.
type Poll struct {
	Kind     string // "single", "multiple", "ranked"
	Options  []string
	Open     bool
	Early    bool
	ClosesAt time.Time
}

func (p *Poll) add(b *Builder) *Builder {
	if p == nil {
		return b
	}
	options := make([][]byte, len(p.Options))
	for i, o := range p.Options {
		options[i] = Build("").Str("type", "Note").Str("name", o).Bytes()
	}
	name, voting, ballots, results := "anyOf", "", "secret", "end"
	switch p.Kind {
	case "single":
		name = "oneOf"
	case "ranked":
		voting = "ranked"
	}
	if p.Open {
		ballots = "open"
	}
	if p.Early {
		results = "open"
	}
	return b.Raws(name, options).Time("endTime", p.ClosesAt).Opt("hr:voting", voting).Str("hr:ballots", ballots).Str("hr:results", results)
}

// Poll reads what a Question asks; nil where there are no options.
func (d *Document) Poll() *Poll {
	p := &Poll{Kind: "single"}
	options := d.Subs("oneOf")
	if len(options) == 0 {
		options, p.Kind = d.Subs("anyOf"), "multiple"
		if d.String("hr:voting") == "ranked" {
			p.Kind = "ranked"
		}
	}
	for _, o := range options {
		p.Options = append(p.Options, o.Name())
	}
	if len(p.Options) == 0 {
		return nil
	}
	p.Open, p.Early = d.String("hr:ballots") == "open", d.String("hr:results") == "open"
	p.ClosesAt, _ = d.EndTime()
	return p
}

// OpenPoll is what a Question says to the whole fediverse, in the form of FEP-9967
// and with what Mastodon adds: votersCount, and no numbers where they are not to
// be told yet.
type OpenPoll struct {
	Multiple bool
	Options  []Counted
	Told     bool // the numbers
	Voters   int64
	Ends     time.Time
	Closed   time.Time // zero while it runs
}

func (p *OpenPoll) add(b *Builder) *Builder {
	if p == nil {
		return b
	}
	options := make([][]byte, len(p.Options))
	for i, o := range p.Options {
		replies := Build("").Str("type", "Collection")
		if p.Told {
			replies.Int("totalItems", o.Count)
		}
		options[i] = Build("").Str("type", "Note").Str("name", o.Name).Raw("replies", replies.Bytes()).Bytes()
	}
	name := "oneOf"
	if p.Multiple {
		name = "anyOf"
	}
	b.Raws(name, options).Time("endTime", p.Ends).Time("closed", p.Closed)
	if p.Told {
		b.Int("votersCount", p.Voters)
	}
	return b
}

// BallotFields is somebody's vote, for the group alone.
type BallotFields struct {
	Activity
	Object  string // the Question
	Version int64
	Choices []string // by their names; of a ranked poll in the order of preference
}

// Ballot builds a vote; the voter's proof is added to it.
func Ballot(f BallotFields) []byte {
	return f.open("hr:Ballot").Str("object", f.Object).Int("hr:version", f.Version).Strs("hr:choices", f.Choices).Bytes()
}

// TallyFields is what a group says of a poll.
type TallyFields struct {
	Object  string // the Question
	Closed  time.Time
	Ballots int64
	Options []Counted // in the order of the Question
	Rounds  []TallyRound
	Winners []string
	Named   []NamedBallot
}

// Counted is an option with what it has come to.
type Counted struct {
	Name  string
	Count int64
}

// TallyRound is a round of an instant run-off: the options that are left, and the
// one that goes after it, "" for none.
type TallyRound struct {
	Options []Counted
	Out     string
}

// NamedBallot is a vote in an open poll.
type NamedBallot struct {
	Person, Name string
	Choices      []string
}

func countedJSON(list []Counted) [][]byte {
	out := make([][]byte, len(list))
	for i, c := range list {
		out[i] = Build("").Str("name", c.Name).Int("hr:count", c.Count).Bytes()
	}
	return out
}

func (f TallyFields) add(b *Builder) []byte {
	rounds := make([][]byte, len(f.Rounds))
	for i, r := range f.Rounds {
		rounds[i] = Build("").Raws("hr:options", countedJSON(r.Options)).Opt("hr:out", r.Out).Bytes()
	}
	named := make([][]byte, len(f.Named))
	for i, n := range f.Named {
		named[i] = Build("").Str("attributedTo", n.Person).Str("name", n.Name).Strs("hr:choices", n.Choices).Bytes()
	}
	return b.Str("object", f.Object).Time("closed", f.Closed).Int("votersCount", f.Ballots).Raws("hr:options", countedJSON(f.Options)).
		OptRaws("hr:rounds", rounds).OptStrs("hr:winners", f.Winners).OptRaws("hr:votes", named).Bytes()
}

// Tally builds a group's statement of what a poll has come to; the group's proof
// is added to it.
func Tally(a Activity, f TallyFields) []byte { return f.add(a.open("hr:Tally")) }

// TallyObject is what a poll that runs has come to so far, as the object of an
// Update. Nothing is served under its id.
func TallyObject(id, group string, f TallyFields) []byte {
	return f.add(Build("").Str("id", id).Str("type", "hr:Tally").Str("attributedTo", group))
}

// Tally reads such a statement.
func (d *Document) Tally() TallyFields {
	f := TallyFields{Object: d.ObjectID(), Winners: d.Strings("hr:winners"), Options: d.counted()}
	f.Closed, _ = d.Time("closed")
	f.Ballots, _ = d.Int("votersCount")
	for _, r := range d.Subs("hr:rounds") {
		f.Rounds = append(f.Rounds, TallyRound{Options: r.counted(), Out: r.String("hr:out")})
	}
	for _, n := range d.Subs("hr:votes") {
		f.Named = append(f.Named, NamedBallot{Person: n.AttributedTo(), Name: n.Name(), Choices: n.Strings("hr:choices")})
	}
	return f
}

func (d *Document) counted() (list []Counted) {
	for _, o := range d.Subs("hr:options") {
		n, ok := o.Int("hr:count")
		if ok && o.Name() != "" {
			list = append(list, Counted{Name: o.Name(), Count: n})
		}
	}
	return list
}
