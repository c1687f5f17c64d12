package federation

import (
	"crypto"
	"fmt"

	"headroom/federation/sign"
	"headroom/federation/vocab"
)

// outsideKey is the key of an actor of other software, as its own document
// shows it.
type outsideKey struct {
	id, owner, pem string
	public         crypto.PublicKey
}

// keyOf reads the first key that stands in a document, whoever the document is
// about: an actor with its key, or a key by itself.
func keyOf(doc *vocab.Document) (outsideKey, error) {
	for _, k := range doc.PublicKeys() {
		if pub, err := sign.DecodePEM(k.PEM); err == nil {
			return outsideKey{id: k.ID, owner: k.Owner, pem: k.PEM, public: pub}, nil
		}
	}
	return outsideKey{}, fmt.Errorf("%w: none that can be used", errKey)
}
