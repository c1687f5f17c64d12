package control

import (
	"context"

	"headroom/community"
	"headroom/federation/vocab"
)

// Input and output of the commands about keys.
type (
	// Rotate gives an actor another key.
	Rotate struct {
		Who    string `json:"who"` // of a person: actor, e-mail address or username; of a community: its username
		Lost   bool   `json:"lost"`
		Reason string `json:"reason"`
	}
	// Confirm is the fingerprint of a peer's new key, as it was compared.
	Confirm struct {
		Host        string `json:"host"`
		Fingerprint string `json:"fingerprint"`
	}
	// Rotated is an actor's key after the act.
	Rotated struct {
		Actor       string `json:"actor"`
		Key         string `json:"key"`
		Fingerprint string `json:"fingerprint"`
		Waiting     bool   `json:"waiting"` // nothing is signed or checked with it yet
	}
)

// rotatedKey tells of a key.
func rotatedKey(k community.Key) Rotated {
	return Rotated{Actor: k.Owner, Key: k.IRI, Fingerprint: k.Fingerprint, Waiting: k.Waiting}
}

func currentKey(ctx context.Context, b Backend, actor string) (any, error) {
	var k community.Key
	err := b.Service.Store.View(ctx, func(tx community.Tx) (err error) { k, err = tx.CurrentKey(actor); return err })
	return rotatedKey(k), err
}

func rotatePerson(ctx context.Context, b Backend, in Rotate) (any, error) {
	who, err := person(ctx, b, in.Who)
	if err != nil {
		return nil, err
	}
	if err := b.Service.RotatePersonKey(ctx, community.CommandLine, who.ID, in.Lost, in.Reason); err != nil {
		return nil, err
	}
	return currentKey(ctx, b, who.IRI)
}

func rotateGroup(ctx context.Context, b Backend, in Rotate) (any, error) {
	var c community.Community
	err := b.Service.Store.View(ctx, func(tx community.Tx) (err error) { c, err = tx.CommunityByUsername(in.Who); return err })
	if err != nil {
		return nil, err
	}
	if err := b.Service.RotateGroupKey(ctx, community.CommandLine, c.ID, in.Lost, in.Reason); err != nil {
		return nil, err
	}
	return currentKey(ctx, b, c.IRI)
}

func announceKey(ctx context.Context, b Backend, in Rotate) (any, error) {
	k, err := b.Service.AnnounceIssuerKey(ctx, community.CommandLine, in.Reason)
	if err != nil {
		return nil, err
	}
	return rotatedKey(k), nil
}

func useKey(ctx context.Context, b Backend, in Rotate) (any, error) {
	if err := b.Service.UseIssuerKey(ctx, community.CommandLine, in.Reason); err != nil {
		return nil, err
	}
	return currentKey(ctx, b, b.Service.Identity.Issuer())
}

func confirmKey(ctx context.Context, b Backend, in Confirm) (any, error) {
	host, err := vocab.CanonicalHost(in.Host)
	if err != nil {
		return nil, community.FieldError("host", "error.host_invalid", nil)
	}
	k, err := b.Service.NewIssuerKey(ctx, community.CommandLine, host)
	if err != nil {
		return nil, err
	}
	done, err := b.Service.ConfirmIssuerKey(ctx, community.CommandLine, host, in.Fingerprint)
	if err != nil {
		return nil, err
	}
	k.Waiting = !done
	return rotatedKey(k), nil
}
