package second

import (
	"encoding/base32"
	"testing"
)

func TestTheKeyIsTheSecret(t *testing.T) {
	t.Parallel()
	if got := base32.StdEncoding.EncodeToString(secret); got != Key {
		t.Errorf("the secret is written %s, not %s", got, Key)
	}
}
