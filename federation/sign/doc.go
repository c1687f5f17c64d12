// Package sign makes and checks every signature that crosses between servers.
//
// It holds four things and no policy: canonical JSON (RFC 8785) and the hashes
// over it, Ed25519 and RSA keys in the forms the fediverse publishes them,
// Data Integrity proofs of the suite eddsa-jcs-2022 (FEP-8b32), and HTTP
// signatures after draft-cavage-http-signatures-12 and RFC 9421. Who may sign what, and
// whether a host is a peer, is decided by the callers: [Read] and [ParseSigned]
// name the key that a message claims without needing it, so that the trust
// list is asked before any key is looked up.
//
// Nothing here keeps state, reads the clock or touches the network, and no
// input from outside makes it panic. It is the only package that imports
// github.com/go-fed/httpsig and github.com/dunglas/httpsfv.
package sign
