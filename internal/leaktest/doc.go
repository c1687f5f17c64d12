// Package leaktest holds no code: its tests look for secrets wherever a server
// answers. Every field that not everybody may read holds a canary, a random
// word of its own. Every route of the router is asked for everything there is,
// by everybody there is, in every representation; who is given a canary that
// the visibility table (policy.Visibility) or the table beside it does not
// allow them fails the test, as does a route that is not listed.
package leaktest
