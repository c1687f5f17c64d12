// Package leaktest looks for secrets wherever a server answers.
//
// Its tests fill every field that not everybody may read with a canary, a random
// word of its own. Every route of the router is asked for everything there is,
// by everybody there is, in every representation; who is given a canary that
// the visibility table (policy.Visibility) or the table beside it does not
// allow them fails the test, as does a route that is not listed.
//
// [Probe] is the part of it that needs nothing but the address of an instance,
// and what somebody knows who may read it: `headroom leaktest` runs it against
// any. The ways to ask, the shared cache and the comparison with what does not
// exist are the same.
package leaktest
