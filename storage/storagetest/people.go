package storagetest

import (
	"slices"
	"strings"
	"time"

	"headroom/community"
)

func accounts(b *bench) {
	b.do(func(tx community.Tx) {
		one := insert(b, tx, tx.InsertAccount, func(a *community.Account) { a.Email = "Mari.Puw@Ysgol.example" })
		operator := insert(b, tx, tx.InsertAccount, func(a *community.Account) { a.PersonID = 0 })
		other := insert(b, tx, tx.InsertAccount, func(a *community.Account) { a.PersonID, a.Operator = 0, false })
		is[community.Account](b, "account")(tx.Account(one.ID))(one)
		is[community.Account](b, "by e-mail")(tx.AccountByEmail(" mari.puw@YSGOL.example"))(one)
		is[community.Account](b, "of person")(tx.AccountOfPerson(one.PersonID))(one)
		missing[community.Account](b, "of nobody")(tx.AccountOfPerson(0))
		missing[community.Account](b, "unknown")(tx.Account(1))
		is[[]community.Account](b, "of people")(tx.AccountsOf([]int64{one.PersonID, 0, 1}))([]community.Account{one})
		is[[]community.Account](b, "operators")(tx.Operators())([]community.Account{one, operator})

		twin := filled[community.Account](tx)
		twin.Email = strings.ToUpper(one.Email)
		b.kind(tx.InsertAccount(twin), community.Conflict)
		other.Email, other.DisabledAt = "new@ysgol.example", time.Time{}
		b.ok(tx.UpdateAccount(other))
		is[community.Account](b, "updated")(tx.AccountByEmail("NEW@ysgol.example"))(other)
		b.kind(tx.UpdateAccount(twin), community.NotFound)
		tokensOf(b, tx, one.ID)
	})
	sessions(b)
}

func tokensOf(b *bench, tx community.Tx, account int64) {
	open := func(hash string) community.AccountToken {
		return insert(b, tx, tx.InsertAccountToken, func(a *community.AccountToken) {
			a.Hash, a.AccountID, a.UsedAt, a.ExpiresAt = []byte(hash), account, time.Time{}, now.Add(time.Hour)
		})
	}
	token := open("one")
	is[community.AccountToken](b, "token")(tx.AccountTokenByHash(token.Hash))(token)
	b.kind(tx.InsertAccountToken(token), community.Conflict)
	missing[community.AccountToken](b, "expired")(tx.UseAccountToken(token.Hash, now.Add(time.Hour)))
	token.UsedAt = now
	is[community.AccountToken](b, "used")(tx.UseAccountToken(token.Hash, now))(token)
	missing[community.AccountToken](b, "used twice")(tx.UseAccountToken(token.Hash, now))
	missing[community.AccountToken](b, "unknown token")(tx.UseAccountToken([]byte("no"), now))
	dropped := open("two")
	b.ok(tx.DropAccountTokens(account))
	missing[community.AccountToken](b, "dropped")(tx.AccountTokenByHash(dropped.Hash))
	is[community.AccountToken](b, "used ones stay")(tx.AccountTokenByHash(token.Hash))(token)
}

// described: what is shown of sessions, and the browsers that are known.
func described(b *bench, tx community.Tx) {
	b.Helper()
	one := community.Session{ID: 1, Device: "Firefox|Windows", Name: "Office", BeganAt: now, SeenAt: now.Add(time.Minute), ExpiresAt: now.Add(time.Hour)}
	b.ok(tx.DescribeSession("s", one))
	two := one
	two.ID, two.Name = 2, ""
	b.ok(tx.DescribeSession("t", two))
	one.SeenAt = now.Add(2 * time.Minute)
	again := one
	again.Name = ""
	b.ok(tx.DescribeSession("s", again))
	b.ok(tx.NameSession(7, 2, "Kitchen"))
	two.Name = "Kitchen"
	all, err := tx.SessionsOf(7)
	b.ok(err)
	slices.SortFunc(all, func(x, y community.Session) int { return int(x.ID - y.ID) })
	same(b, "sessions", all, []community.Session{one, two})
	for what, err := range map[string]error{"named by another": tx.NameSession(8, 2, "Mine"), "ended by another": tx.DeleteSessionOf(8, 2)} {
		if !community.IsNotFound(err) {
			b.Errorf("%s: %v", what, err)
		}
	}
	a := insert(b, tx, tx.InsertAccount, nil)
	b.ok(tx.PutKnownDevice(community.KnownDevice{AccountID: a.ID, Hash: []byte("x"), SeenAt: now}))
	b.ok(tx.PutKnownDevice(community.KnownDevice{AccountID: a.ID, Hash: []byte("x"), SeenAt: now.Add(time.Hour)}))
	is[[]community.KnownDevice](b, "devices")(tx.KnownDevices(a.ID))([]community.KnownDevice{{AccountID: a.ID, Hash: []byte("x"), SeenAt: now.Add(time.Hour)}})
	b.ok(tx.DropKnownDevice(a.ID, []byte("x")))
	is[[]community.KnownDevice](b, "no devices")(tx.KnownDevices(a.ID))(nil)
	b.ok(tx.DeleteSessionOf(7, 2))
	b.ok(tx.PutSession("t", 7, []byte("elsewhere"), now.Add(time.Hour)))
}

func sessions(b *bench) {
	b.do(func(tx community.Tx) {
		check := func(hash, want string, until time.Time) {
			b.Helper()
			data, expires, err := tx.Session(hash)
			if want == "" {
				b.kind(err, community.NotFound)
				return
			}
			b.ok(err)
			if string(data) != want || !expires.Equal(until) {
				b.Errorf("session %s = %q until %v", hash, data, expires)
			}
		}
		b.ok(tx.PutSession("s", 0, []byte("anonymous"), now))
		b.ok(tx.PutSession("s", 7, []byte("signed in"), now.Add(time.Hour)))
		b.ok(tx.PutSession("t", 7, []byte("elsewhere"), now.Add(time.Hour)))
		b.ok(tx.PutSession("u", 8, []byte("old"), now))
		check("s", "signed in", now.Add(time.Hour))
		described(b, tx)
		b.ok(tx.DeleteSession("t"))
		check("t", "", now)
		b.ok(tx.DeleteSessionsBefore(now.Add(time.Millisecond)))
		check("u", "", now)
		check("s", "signed in", now.Add(time.Hour))
		b.ok(tx.DeleteSessionsOf(7))
		check("s", "", now)
		everySession(b, tx)
		check("v", "", now)

		b.ok(tx.InsertAnswer(7, "key", "/t/1", now))
		b.kind(tx.InsertAnswer(7, "key", "/t/2", now), community.Conflict)
		b.ok(tx.InsertAnswer(8, "key", "/t/3", now.Add(time.Hour)))
		is[string](b, "answer")(tx.Answer(7, "key"))("/t/1")
		b.ok(tx.DeleteAnswersBefore(now.Add(time.Minute)))
		missing[string](b, "old answer")(tx.Answer(7, "key"))
		is[string](b, "newer answer")(tx.Answer(8, "key"))("/t/3")
	})
}

// everySession has a session "v" that ends with all others.
func everySession(b *bench, tx community.Tx) {
	b.Helper()
	account := insert(b, tx, tx.InsertAccount, func(a *community.Account) { a.Epoch = 3 })
	token := insert(b, tx, tx.InsertAccountToken, func(a *community.AccountToken) {
		a.Hash, a.AccountID, a.UsedAt, a.ExpiresAt = []byte("every"), account.ID, time.Time{}, now.Add(time.Hour)
	})
	b.ok(tx.PutSession("v", account.ID, []byte("open"), now.Add(time.Hour)))
	ended, err := tx.EndEverySession()
	if b.ok(err); ended < 1 {
		b.Errorf("%d accounts", ended)
	}
	account.Epoch = 4
	is[community.Account](b, "epoch")(tx.Account(account.ID))(account)
	missing[community.AccountToken](b, "link")(tx.AccountTokenByHash(token.Hash))
}

func people(b *bench) {
	b.do(func(tx community.Tx) {
		local := head(b, tx)
		remote := insert(b, tx, tx.InsertPerson, func(p *community.Person) { p.Local, p.Username = false, local.Username })
		is[community.Person](b, "person")(tx.Person(local.ID))(local)
		is[community.Person](b, "by IRI")(tx.PersonByIRI(remote.IRI))(remote)
		is[community.Person](b, "by name")(tx.PersonByUsername(local.Username))(local)
		missing[community.Person](b, "unknown")(tx.Person(1))
		missing[community.Person](b, "unknown IRI")(tx.PersonByIRI("https://x/"))
		missing[community.Person](b, "unknown name")(tx.PersonByUsername("x"))
		some, err := tx.PeopleByID([]int64{remote.ID, 1, local.ID, local.ID})
		b.ok(err)
		got := idsOf(some, func(p community.Person) int64 { return p.ID })
		slices.Sort(got)
		same(b, "by ids", got, []int64{local.ID, remote.ID})
		is[[]community.Person](b, "by no ids")(tx.PeopleByID(nil))(nil)

		twin := filled[community.Person](tx)
		twin.Username = local.Username
		b.kind(tx.InsertPerson(twin), community.Conflict)
		local.Biography, local.SuspendedAt, local.Phase = "", time.Time{}, nil
		b.ok(tx.UpdatePerson(local))
		is[community.Person](b, "updated")(tx.Person(local.ID))(local)
		b.kind(tx.UpdatePerson(twin), community.NotFound)

		c := room(b, tx, true)
		for name, want := range map[string]bool{local.Username: true, c.Username: true, "free": false} {
			is[bool](b, "name taken")(tx.NameTaken(name))(want)
		}
		posts := []community.Headship{
			insert(b, tx, tx.InsertHeadship, func(h *community.Headship) { h.PersonID = local.ID }),
			insert(b, tx, tx.InsertHeadship, func(h *community.Headship) { h.PersonID = local.ID }),
		}
		posts[1].Until = time.Time{}
		b.ok(tx.UpdateHeadship(posts[1]))
		is[[]community.Headship](b, "headships")(tx.Headships(local.ID))(posts)
		role := insert(b, tx, tx.InsertAppointment, func(a *community.Appointment) { a.PersonID = local.ID })
		role.Until = now
		b.ok(tx.UpdateAppointment(role))
		is[[]community.Appointment](b, "appointments")(tx.Appointments(local.ID))([]community.Appointment{role})
		is[[]community.Appointment](b, "appointments of others")(tx.Appointments(remote.ID))(nil)
	})
	directory(b)
}

// directory checks the filters of People, and their pages.
func directory(b *bench) {
	b.do(func(tx community.Tx) {
		make := func(nation, search string, phase ...string) int64 {
			return insert(b, tx, tx.InsertPerson, func(p *community.Person) {
				p.Nation, p.SearchText, p.Phase = nation, search, phase
			}).ID
		}
		ann := make("CYM", "ann 100% dwr_glan", "primary", "special")
		ben := make("CYM", "ben dwrxglan", "primary-special")
		cat := make("SCT", "cat ann", "primary")
		for _, id := range []int64{ann, ben} {
			insert(b, tx, tx.InsertCredential, func(c *community.CredentialRecord) {
				c.PersonID, c.ValidFrom, c.ValidUntil, c.SuspendedAt = id, now.Add(-time.Hour), now.Add(time.Hour), time.Time{}
				c.RevokedAt = time.Time{}
				if id == ben {
					c.RevokedAt = now
				}
			})
		}
		for _, c := range []struct {
			filter community.PersonFilter
			page   community.Page
			want   []int64
		}{
			{community.PersonFilter{Nation: "CYM"}, community.Page{}, []int64{ben, ann}},
			{community.PersonFilter{Phase: "primary", Local: true}, community.Page{}, []int64{cat, ann}},
			{community.PersonFilter{Search: "ann"}, community.Page{}, []int64{cat, ann}},
			{community.PersonFilter{Search: "ann 100%"}, community.Page{}, []int64{ann}},
			{community.PersonFilter{Search: "dwr_glan"}, community.Page{}, []int64{ann}},
			{community.PersonFilter{Search: "nobody"}, community.Page{}, nil},
			{community.PersonFilter{Verified: true, Now: now}, community.Page{}, []int64{ann}},
			{community.PersonFilter{Verified: true, Now: now.Add(time.Hour)}, community.Page{}, nil},
			{community.PersonFilter{Phase: "primary"}, community.Page{Limit: 1}, []int64{cat}},
			{community.PersonFilter{Phase: "primary"}, community.Page{Limit: 1, Before: cat}, []int64{ann}},
			{community.PersonFilter{}, community.Page{Limit: 1, After: ann}, []int64{ben}},
		} {
			got, err := tx.People(c.filter, c.page)
			b.ok(err)
			same(b, "people", idsOf(got, func(p community.Person) int64 { return p.ID }), c.want)
		}
	})
}
