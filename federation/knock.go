package federation

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/hashicorp/golang-lru/v2/expirable"

	"headroom/community"
	"headroom/federation/fetch"
	"headroom/federation/sign"
	"headroom/federation/vocab"
)

const (
	formsKept = 20000 // hosts
	// formDoubtedAfter is how long what was learned of a host is not doubted: a
	// server that changes its software is met again within a day.
	formDoubtedAfter = 24 * time.Hour
	// bothRefusedFor is how long a host that has refused both forms is spoken to
	// in one only: what is wrong is not the form.
	bothRefusedFor = 10 * time.Minute
)

// formSigner signs requests in a form: one of our actors, at the present moment.
type formSigner func(sign.Form) fetch.Signer

// forms knows in which form each host takes signatures. It is learned by asking,
// kept in the store, and asked again when it stops being true.
type forms struct {
	load    func(ctx context.Context, host string) (community.SignatureForm, error)
	learned func(ctx context.Context, host, form string) error
	now     func() time.Time
	known   *expirable.LRU[string, community.SignatureForm]
	refused *expirable.LRU[string, time.Time]
}

func newForms(service *community.Service, now func() time.Time) *forms {
	return &forms{load: service.SignatureFormOf, learned: service.SignatureFormLearned, now: now,
		known:   expirable.NewLRU[string, community.SignatureForm](formsKept, nil, time.Hour),
		refused: expirable.NewLRU[string, time.Time](formsKept, nil, 2*bothRefusedFor)}
}

// of gives the form for a host, and whether another may be tried.
func (f *forms) of(ctx context.Context, host string) (form sign.Form, doubted bool, err error) {
	k, ok := f.known.Get(host)
	if !ok {
		k, err = f.load(ctx, host)
		if err != nil && !community.IsNotFound(err) {
			return "", false, err
		}
		if err == nil {
			f.known.Add(host, k)
		}
	}
	doubted = f.now().Sub(k.LearnedAt) >= formDoubtedAfter
	if at, both := f.refused.Get(host); both && f.now().Sub(at) < bothRefusedFor {
		doubted = false
	}
	if sign.Form(k.Form) == sign.Message {
		return sign.Message, doubted, nil
	}
	return sign.Cavage, doubted, nil
}

// keep remembers the form that a host has taken, when that is news. The request
// has succeeded: what cannot be stored now is learned again.
func (f *forms) keep(ctx context.Context, host string, form sign.Form) {
	if k, ok := f.known.Get(host); ok && sign.Form(k.Form) == form && f.now().Sub(k.LearnedAt) < formDoubtedAfter {
		return
	}
	if err := f.learned(ctx, host, string(form)); err == nil {
		f.known.Add(host, community.SignatureForm{Host: host, Form: string(form), LearnedAt: f.now()})
	}
}

// knock makes a request of a host, signed in the form that it takes. A host that
// is not known yet, or was asked long ago, and answers 400 or 401 is asked once
// more in the other form; never a third time. When it refuses both the first
// answer stands, and the next requests knock once.
func (f *forms) knock(ctx context.Context, url string, who formSigner, try func(fetch.Signer) error) error {
	host, err := vocab.Host(url)
	if err != nil {
		return try(who(sign.Cavage)) // which will say what is wrong with the address
	}
	form, doubted, err := f.of(ctx, host)
	if err != nil {
		return err
	}
	first := try(who(form))
	if first == nil {
		f.keep(ctx, host, form)
		return nil
	}
	if !doubted || !formRefused(first) {
		return first
	}
	second := try(who(form.Other()))
	if second != nil {
		if formRefused(second) {
			f.refused.Add(host, f.now())
		}
		return first
	}
	f.keep(ctx, host, form.Other())
	return nil
}

// formRefused reports whether an answer may come from not reading the signature.
func formRefused(err error) bool {
	status, ok := errors.AsType[*fetch.StatusError](err)
	return ok && (status.Code == http.StatusUnauthorized || status.Code == http.StatusBadRequest)
}
