package sign

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
)

// FuzzDigest signs a body well under whatever Digest it is given: it is taken
// only if the header is the one SHA-256 of that body, written as we write it.
func FuzzDigest(f *testing.F) {
	body := []byte("{}")
	good := DigestHeader(body)
	for _, header := range []string{good, "", "sha-256=" + good[8:], "SHA-256=", good + "=", good + "," + good, "SHA-512=AAAA", "MD5=AAAA," + good,
		" " + good, good[:len(good)-2] + "A=", "SHA-256=" + good, DigestHeader(nil), "SHA-256=\n" + good[8:]} {
		f.Add(header, body)
	}
	f.Add(DigestHeader([]byte("{ }")), []byte("{ }"))
	f.Add(good, []byte{})
	f.Fuzz(func(t *testing.T, header string, body []byte) {
		r := httptest.NewRequest(http.MethodPost, "https://s.example/inbox", nil)
		if err := SignRequest(r, body, testKeyID, testKey, testNow); err != nil {
			t.Fatal(err)
		}
		same := r.Header.Get("Digest") == header
		r.Header["Digest"] = []string{header}
		p, err := Read(r)
		if err == nil {
			err = p.Verify(r, body, Public(testKey), testNow)
		}
		switch {
		case err == nil && !same:
			t.Errorf("%q is taken for the digest of %q", header, body)
		case err != nil && same:
			t.Errorf("the digest that we make is refused: %v", err)
		case err != nil && !errors.Is(err, ErrSignature):
			t.Error(err)
		}
	})
}
