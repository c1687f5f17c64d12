package community

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
)

// Digest is the hash that links a row to the one before: SHA-256, in
// hexadecimal, over the JSON array
//
//	[prev, seq, milliseconds since 1970, actor, action, subject, reason, key, args]
//
// as encoding/json writes it, args as an object with its keys in order and {}
// when there are none. Prev is the hash of the row before, "" for the first. A
// row whose Hash is not its Digest has been altered.
func (r AuditRow) Digest() string {
	args := r.Args
	if args == nil {
		args = map[string]string{}
	}
	// Strings, numbers and a map of strings always have a JSON text.
	text, _ := json.Marshal([]any{r.Prev, r.Seq, r.At.UnixMilli(), r.Actor, r.Action, r.Subject, r.Reason, r.Key, args})
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}
