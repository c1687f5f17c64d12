package instance

import (
	"encoding/base64"
	"encoding/json"

	"headroom/community"
)

// unsubscribeBound binds the tokens of letters to their purpose.
var unsubscribeBound = []byte("unsubscribe")

type unsubscribe struct {
	Person int64                 `json:"p"`
	Topic  community.NoticeTopic `json:"t"`
}

// unsubscribeToken makes the token with which the letters about a topic are
// turned off for a person, and nothing else. Only the key file can make one; it
// does not lapse, as a letter may be old when it is acted on.
func (i *Instance) unsubscribeToken(person int64, t community.NoticeTopic) (string, error) {
	plain, err := json.Marshal(unsubscribe{person, t})
	if err != nil {
		return "", err
	}
	sealed, err := i.Sealer.Seal(plain, unsubscribeBound)
	return base64.RawURLEncoding.EncodeToString(sealed), err
}

// unsubscriber reads such a token.
func (i *Instance) unsubscriber(token string) (person int64, t community.NoticeTopic, ok bool) {
	sealed, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(sealed) > 500 {
		return 0, "", false
	}
	plain, err := i.Sealer.Open(sealed, unsubscribeBound)
	if err != nil {
		return 0, "", false
	}
	var in unsubscribe
	if err := json.Unmarshal(plain, &in); err != nil {
		return 0, "", false
	}
	return in.Person, in.Topic, true
}
