package instance

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"

	"headroom/clientapi"
	"headroom/community"
	"headroom/internal/push"
)

// pushSetting is where the keys of pushes lie, sealed.
const pushSetting = "push.keys"

var pushBound = []byte("push")

// openPush makes the way to browsers; the keys are made at the first start and
// stay, because every device is bound to them.
func (i *Instance) openPush(ctx context.Context) error {
	var keys push.Keys
	err := i.Store.Update(ctx, func(tx community.Tx) (err error) {
		keys, err = i.pushKeys(tx)
		return err
	})
	if err != nil {
		return fmt.Errorf("instance: keys of pushes: %w", err)
	}
	contact := i.Identity.URL
	if !strings.HasPrefix(contact, "https:") {
		contact = i.OperatorEmail()
	}
	i.push, err = push.New(push.Options{Service: i.Service, Words: i.Renderer.Catalogue(), Keys: keys, Contact: contact,
		Site: i.Identity.Name.In(i.Config.DefaultLanguage), Icon: i.Identity.URL + clientapi.Emblem, Addresses: i.Config.Federation.Addresses, UserAgent: i.userAgent()})
	if err != nil {
		return fmt.Errorf("instance: %w", err)
	}
	i.parts.closers = append(i.parts.closers, i.push)
	i.Service.Pushes = i.push
	return nil
}

// pushKeys reads the keys, or makes them.
func (i *Instance) pushKeys(tx community.Tx) (keys push.Keys, err error) {
	text, err := tx.Setting(pushSetting)
	if err == nil {
		sealed, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			return keys, err
		}
		plain, err := i.Sealer.Open(sealed, pushBound)
		if err != nil {
			return keys, err
		}
		return keys, json.Unmarshal(plain, &keys)
	}
	if !community.IsNotFound(err) {
		return keys, err
	}
	if keys, err = push.NewKeys(); err != nil {
		return keys, err
	}
	plain, err := json.Marshal(keys)
	if err != nil {
		return keys, err
	}
	sealed, err := i.Sealer.Seal(plain, pushBound)
	if err != nil {
		return keys, err
	}
	return keys, tx.PutSetting(pushSetting, base64.StdEncoding.EncodeToString(sealed))
}
