// Package histories has three instances live through long random histories: heads
// post, edit, take back, join, leave and are removed, credentials are withdrawn and
// given again, guests come and go, agreements end and are made again, lines are cut
// one way and both, answers are lost, instances crash in the middle of a request and
// start again, clocks move.
// Whatever happened, then:
//
//   - nothing that was said ever reached an instance without somebody entitled;
//   - everything that was acknowledged is, once all is quiet, exactly once on each
//     entitled instance, or back with its author as a draft, and nowhere else;
//   - what was taken back is gone everywhere;
//   - nobody whose credential was withdrawn has done anything with it since.
//
// A history is made from a seed, which is printed when it fails. The tests are
// TestHistories; HEADROOM_STEPS says how long they are all together, HEADROOM_SEED
// lives through one again.
package histories
