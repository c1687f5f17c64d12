package sign

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/mr-tron/base58"
)

const testContext = `["https://www.w3.org/ns/activitystreams","https://w3id.org/security/data-integrity/v2",{"hr":"https://w3id.org/headroom/v1#"}]`

// sampleActivity is of the size and shape of an ordinary post.
const sampleActivity = `{"@context":` + testContext + `,"id":"https://b.example/u/31/a/7001","type":"Create","actor":"https://b.example/u/31","to":["https://s.example/g/12/members"],"audience":"https://s.example/g/12","context":"https://s.example/g/12/t/9f86d081884c7d659a2feaa0c55ad015","published":"2026-11-02T09:30:00Z","object":{"id":"https://b.example/u/31/o/7000","type":"Note","attributedTo":"https://b.example/u/31","to":["https://s.example/g/12/members"],"audience":"https://s.example/g/12","context":"https://s.example/g/12/t/9f86d081884c7d659a2feaa0c55ad015","content":"<p>Sut mae pawb yn trefnu’r nosweithiau rhieni eleni? We moved ours to \"two short evenings\" and attendance went up by a third.</p>","contentMap":{"cy":"<p>Sut mae pawb yn trefnu’r nosweithiau rhieni eleni?</p>"},"tag":[],"attachment":[{"type":"Document","mediaType":"application/pdf","url":"https://b.example/f/88","name":"Plan","hr:digest":"sha-256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","hr:size":48213}],"published":"2026-11-02T09:30:00Z"}}`

var (
	testKey  = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))
	otherKey = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{8}, ed25519.SeedSize))
	testNow  = time.Date(2026, 11, 2, 9, 30, 5, 0, time.UTC)
	testOpts = ProofOptions{VerificationMethod: "https://b.example/u/31#ed25519-1", Created: testNow}
)

func signed(t testing.TB, doc string) string {
	t.Helper()
	out, err := AddProof([]byte(doc), testOpts, testKey)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func TestAddProofKeepsTheBytes(t *testing.T) {
	t.Parallel()
	doc := "{ \"@context\" : [ \"https://www.w3.org/ns/activitystreams\" ],\n \"b\":\"\\u0041\", \"a\" : 1.50 } \n"
	out := signed(t, doc)
	cut := strings.LastIndex(doc, "}")
	if !strings.HasPrefix(out, doc[:cut]+`,"proof":{`) || !strings.HasSuffix(out, "}"+doc[cut:]) {
		t.Errorf("the document was rewritten:\n%s", out)
	}
	if p, err := VerifyProof([]byte(out), Public(testKey)); err != nil || p.Purpose != AssertionMethod || !p.Created.Equal(testNow) {
		t.Error(p, err)
	}
	reordered, err := Canonical([]byte(out))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := VerifyProof(reordered, Public(testKey)); err != nil {
		t.Error("the proof does not survive re-serialisation:", err)
	}
}

func TestNestedProofs(t *testing.T) {
	t.Parallel()
	inner := signed(t, `{"@context":["https://www.w3.org/ns/credentials/v2"],"type":["VerifiableCredential"]}`)
	doc := `{"@context":["https://www.w3.org/ns/credentials/v2"],"verifiableCredential":[` + inner + `]}`
	o := ProofOptions{VerificationMethod: "https://b.example/u/31#ed25519-1", Purpose: Authentication, Created: testNow, Domain: "https://s.example/g/12", Challenge: "https://b.example/u/31/follows/\"1\""}
	out, err := AddProof([]byte(doc), o, otherKey)
	if err != nil {
		t.Fatal(err)
	}
	p, err := VerifyProof(out, Public(otherKey))
	if err != nil || p.Domain != o.Domain || p.Challenge != o.Challenge {
		t.Fatal(p, err)
	}
	var outer struct{ VerifiableCredential []json.RawMessage }
	if err := json.Unmarshal(out, &outer); err != nil {
		t.Fatal(err)
	}
	if _, err := VerifyProof(outer.VerifiableCredential[0], Public(testKey)); err != nil {
		t.Error(err)
	}
	stripped := bytes.Replace(out, []byte(`"type":["VerifiableCredential"],`), nil, 1)
	if _, err := VerifyProof(stripped, Public(otherKey)); !errors.Is(err, ErrProof) {
		t.Error("an inner member may be taken out:", err)
	}
}

func TestSignedHash(t *testing.T) {
	t.Parallel()
	doc := []byte(signed(t, sampleActivity))
	s, err := ParseSigned(doc)
	if err != nil {
		t.Fatal(err)
	}
	if want, err := Hash(doc); err != nil || s.Hash() != want {
		t.Error(s.Hash(), want, err)
	}
}

func TestVerifyProofRefuses(t *testing.T) {
	t.Parallel()
	good := signed(t, sampleActivity)
	if _, err := VerifyProof([]byte(good), Public(testKey)); err != nil {
		t.Fatal(err)
	}
	swap := func(old, new string) string {
		if strings.Count(good, old) == 0 {
			t.Fatalf("nothing to replace: %s", old)
		}
		i := strings.LastIndex(good, old)
		return good[:i] + new + good[i+len(old):]
	}
	at := strings.Index(good, `"proof":`) + len(`"proof":`)
	proof := good[at : len(good)-1]
	for name, doc := range map[string]string{
		"no proof":                sampleActivity,
		"not JSON":                good[1:],
		"not an object":           `[` + good + `]`,
		"two proofs":              good[:at] + `[` + proof + `,` + proof + `]}`,
		"a list of one":           good[:at] + `[` + proof + `]}`,
		"proof is text":           good[:at] + `"z"}`,
		"second proof member":     good[:len(good)-1] + `,"proof":` + proof + `}`,
		"changed text":            swap("a third", "a half"),
		"added member":            `{"summary":"x",` + good[1:],
		"unknown proof member":    swap(`"cryptosuite"`, `"nonce":"1","cryptosuite"`),
		"case-variant member":     swap(`"created"`, `"Created"`),
		"no created":              swap(`"created":"2026-11-02T09:30:05Z",`, ``),
		"created with fraction":   swap(`2026-11-02T09:30:05Z`, `2026-11-02T09:30:05.0Z`),
		"created with offset":     swap(`2026-11-02T09:30:05Z`, `2026-11-02T09:30:05+00:00`),
		"created is another time": swap(`2026-11-02T09:30:05Z`, `2026-11-02T09:30:06Z`),
		"created is a number":     swap(`"2026-11-02T09:30:05Z"`, `5`),
		"other suite":             swap(`eddsa-jcs-2022`, `eddsa-rdfc-2022`),
		"other type":              swap(`DataIntegrityProof`, `Ed25519Signature2020`),
		"other purpose":           swap(`assertionMethod`, `capabilityInvocation`),
		"presentation purpose":    swap(`assertionMethod`, `authentication`),
		"domain in an activity":   swap(`"proofPurpose"`, `"domain":"https://s.example","proofPurpose"`),
		"other method":            swap(`u/31#ed25519-1`, `u/32#ed25519-1`),
		"no method":               swap(`,"verificationMethod":"https://b.example/u/31#ed25519-1"`, ``),
		"endless method":          swap(`u/31#ed25519-1`, strings.Repeat("a", 5000)),
		"other context":           swap(`{"@context":`+testContext, `{"@context":["https://www.w3.org/ns/activitystreams"]`),
		"no context in the proof": swap(`"@context":`+testContext+`,`, ``),
		"no context in the doc":   strings.Replace(good, `"@context":`+testContext+`,`, ``, 1),
		"no proofValue":           swap(`"proofValue"`, `"domain"`),
		"proofValue base64":       swap(`"proofValue":"z`, `"proofValue":"u`),
		"proofValue bad digit":    swap(`"proofValue":"z`, `"proofValue":"z0`),
		"proofValue empty":        good[:strings.Index(good, `"proofValue":"`)] + `"proofValue":"` + good[strings.Index(good, `","type":"DataIntegrityProof"`):],
		"proofValue short":        good[:strings.Index(good, `"proofValue":"`)] + `"proofValue":"z11` + good[strings.Index(good, `","type":"DataIntegrityProof"`):],
	} {
		if p, err := VerifyProof([]byte(doc), Public(testKey)); !errors.Is(err, ErrProof) || p != (Proof{}) {
			t.Errorf("%s: %v %v, want ErrProof", name, p, err)
		}
	}
	for name, key := range map[string]ed25519.PublicKey{
		"another key": Public(otherKey), "no key": nil, "short key": Public(testKey)[:31], "identity": append([]byte{1}, make([]byte, 31)...),
	} {
		if _, err := VerifyProof([]byte(good), key); !errors.Is(err, ErrProof) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAddProofRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		doc string
		o   ProofOptions
		key ed25519.PrivateKey
	}{
		"no context":    {`{"a":1}`, testOpts, testKey},
		"not an object": {`[]`, testOpts, testKey},
		"not JSON":      {`{`, testOpts, testKey},
		"has a proof":   {signed(t, sampleActivity), testOpts, testKey},
		"no key":        {sampleActivity, testOpts, nil},
		"no method":     {sampleActivity, ProofOptions{Created: testNow}, testKey},
		"no time":       {sampleActivity, ProofOptions{VerificationMethod: "https://b.example/k"}, testKey},
		"purpose":       {sampleActivity, ProofOptions{VerificationMethod: "https://b.example/k", Created: testNow, Purpose: "keyAgreement"}, testKey},
		"challenge":     {sampleActivity, ProofOptions{VerificationMethod: "https://b.example/k", Created: testNow, Challenge: "x"}, testKey},
		"no domain":     {sampleActivity, ProofOptions{VerificationMethod: "https://b.example/k", Created: testNow, Purpose: Authentication, Challenge: "x"}, testKey},
		"not UTF-8":     {sampleActivity, ProofOptions{VerificationMethod: "https://b.example/\xff", Created: testNow}, testKey},
	} {
		if out, err := AddProof([]byte(c.doc), c.o, c.key); !errors.Is(err, ErrProof) || out != nil {
			t.Errorf("%s: %s %v", name, out, err)
		}
	}
}

func FuzzReadProof(f *testing.F) {
	f.Add([]byte(signed(f, sampleActivity)))
	f.Add([]byte(signed(f, `{"@context":[]}`)))
	f.Add([]byte(`{"@context":1,"proof":{"@context":1,"type":"DataIntegrityProof"}}`))
	f.Add([]byte(`{"proof":[]}`))
	f.Fuzz(func(t *testing.T, doc []byte) {
		p, err := VerifyProof(doc, Public(testKey))
		if err != nil {
			if !errors.Is(err, ErrProof) {
				t.Fatal(err)
			}
			return
		}
		if p.VerificationMethod == "" || p.Created.IsZero() {
			t.Fatal("verified an empty proof")
		}
	})
}

func BenchmarkVerifyProof(b *testing.B) {
	doc := []byte(signed(b, sampleActivity))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := VerifyProof(doc, Public(testKey)); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAddProof(b *testing.B) {
	doc := []byte(sampleActivity)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := AddProof(doc, testOpts, testKey); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEd25519Verify(b *testing.B) {
	sig := ed25519.Sign(testKey, make([]byte, 64))
	for b.Loop() {
		ed25519.Verify(Public(testKey), make([]byte, 64), sig)
	}
}

// TestProofContext signs a document, correctly, with a proof of another
// context: what FEP-8b32 allows nobody.
func TestProofContext(t *testing.T) {
	t.Parallel()
	forge := func(proofContext string) []byte {
		head, tail, err := proofMembers(ProofOptions{VerificationMethod: testOpts.VerificationMethod, Purpose: AssertionMethod, Created: testNow})
		if err != nil {
			t.Fatal(err)
		}
		start := `{` + proofContext + strings.TrimPrefix(string(head), ",")
		combined := combine([]byte(start+string(tail)+`}`), []byte(`{"@context":["a"]}`))
		value := base58.Encode(ed25519.Sign(testKey, combined[:]))
		return []byte(`{"@context":["a"],"proof":` + start + `,"proofValue":"z` + value + `"` + string(tail) + `}}`)
	}
	if _, err := VerifyProof(forge(`"@context":["a"],`), Public(testKey)); err != nil {
		t.Error("the same:", err)
	}
	for name, c := range map[string]string{"another": `"@context":["b"],`, "as text": `"@context":"a",`, "none": ``} {
		if _, err := VerifyProof(forge(c), Public(testKey)); !errors.Is(err, ErrProof) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
