package federation

import (
	"bytes"
	"crypto/ed25519"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"headroom/federation/sign"
	"headroom/federation/vocab"
)

// exampleKeys are the keys of docs/examples, by the seeds that its page gives.
func exampleKeys() map[string]ed25519.PublicKey {
	key := func(seed byte) ed25519.PublicKey {
		return sign.Public(ed25519.NewKeyFromSeed(bytes.Repeat([]byte{seed}, ed25519.SeedSize)))
	}
	return map[string]ed25519.PublicKey{
		"https://scotland.example/issuer#ed25519-1": key(4), "https://wales.example/issuer#ed25519-1": key(1),
		"https://scotland.example/g/12#ed25519-1": key(3), "https://wales.example/u/31#ed25519-1": key(2),
		"https://wales.example/g/31#ed25519-1": key(5),
	}
}

// TestExamples holds the worked examples to what the program reads: each is
// decoded strictly, and every proof in it verifies with the key it names.
func TestExamples(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../docs/examples/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal("no examples", err)
	}
	keys := exampleKeys()
	page, err := os.ReadFile("../docs/examples/README.md")
	if err != nil {
		t.Fatal(err)
	}
	for id, pub := range keys {
		if !strings.Contains(string(page), "| `"+id+"` | `"+sign.EncodeMultikey(pub)+"` |") {
			t.Errorf("the page gives another key for %s", id)
		}
	}
	proofs := 0
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := vocab.DecodePage(raw)
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		proofs += checkExample(t, file, doc, keys)
	}
	if proofs < 10 {
		t.Errorf("only %d proofs were found", proofs)
	}
}

// checkExample verifies the proof of a document and of what is embedded in it.
func checkExample(t *testing.T, file string, doc *vocab.Document, keys map[string]ed25519.PublicKey) (proofs int) {
	t.Helper()
	if doc.RawOf("proof") != nil {
		signed, err := sign.ParseSigned(doc.Raw())
		if err != nil {
			t.Errorf("%s: %v", file, err)
			return 0
		}
		if err := signed.Verify(keys[signed.Proof.VerificationMethod]); err != nil {
			t.Errorf("%s: %v", file, err)
		}
		proofs++
	}
	for _, name := range []string{"object", "result", "hr:presentation"} {
		if sub := doc.Sub(name); sub != nil {
			proofs += checkExample(t, file, sub, keys)
		}
	}
	for _, name := range []string{"verifiableCredential", "orderedItems", "hr:keys"} {
		for _, sub := range doc.Subs(name) {
			proofs += checkExample(t, file, sub, keys)
		}
	}
	return proofs
}
