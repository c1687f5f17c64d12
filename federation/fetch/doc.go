// Package fetch is the only way out: every request that one instance makes to
// another goes through [Client].
//
// Three locks stand behind each other and none of them has a switch. The trust
// list is asked before anything else, so that a host that is no peer is not even
// looked up. The address that is about to be connected to is checked by the
// dialer itself, after name resolution, for every hop, so that neither a
// redirect nor a changing DNS answer leads inside. And what comes back is
// bounded: time, size, redirects, media type, and the number of requests that
// one incoming document may cause.
package fetch
