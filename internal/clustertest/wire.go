package clustertest

import (
	"bytes"
	"crypto"
	"io"
	"net/http"
	"strings"

	"headroom/community"
	"headroom/federation/sign"
	"headroom/federation/vocab"
)

// Answer is what an instance answered to a raw request.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// Ask sends a GET to any instance of the cluster, signed by an actor of this
// one; unsigned for "".
func (n *Node) Ask(actor, url string) Answer {
	n.cluster.T.Helper()
	return n.Send(actor, http.MethodGet, url, nil)
}

// Send sends a raw request to any instance of the cluster, signed by an actor of
// this one, whose key is taken from the store; unsigned for "".
func (n *Node) Send(actor, method, url string, body []byte) Answer {
	n.cluster.T.Helper()
	if actor == "" {
		return n.SendSigned("", nil, method, url, body)
	}
	keyID, key := n.Key(actor)
	return n.SendSigned(keyID, key, method, url, body)
}

// SendSigned sends a raw request signed with any key, so that what a stolen one
// is good for can be seen; unsigned for "".
func (n *Node) SendSigned(keyID string, key crypto.Signer, method, url string, body []byte) Answer {
	t := n.cluster.T
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Accept", vocab.TypeActivity)
	if method == http.MethodPost {
		req.Header.Set("Content-Type", vocab.TypeActivity)
	}
	if keyID != "" {
		if err := sign.SignRequest(req, body, keyID, key, n.cluster.Clock.Now()); err != nil {
			t.Fatal(err)
		}
	}
	res, err := n.cluster.at(url).transport().RoundTrip(req)
	if err != nil {
		t.Fatalf("%s %s: %v", method, url, err)
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return Answer{Status: res.StatusCode, Header: res.Header, Body: raw}
}

// at is the instance of a URL.
func (c *Cluster) at(url string) *Node {
	c.T.Helper()
	for _, n := range c.Nodes {
		if strings.HasPrefix(url, n.conf.URL+"/") {
			return n
		}
	}
	c.T.Fatalf("no instance at %s", url)
	return nil
}

// Key opens the current key of an actor of the instance.
func (n *Node) Key(actor string) (keyID string, key crypto.Signer) {
	t := n.cluster.T
	t.Helper()
	var k community.Key
	n.View(func(tx community.Tx) (err error) { k, err = tx.CurrentKey(actor); return err })
	der, err := n.Sealer.Open(k.Sealed, []byte(k.IRI))
	if err != nil {
		t.Fatal(err)
	}
	if key, err = sign.ParsePrivateKey(der); err != nil {
		t.Fatal(err)
	}
	return k.IRI, key
}
