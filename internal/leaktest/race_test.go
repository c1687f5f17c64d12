//go:build race

package leaktest

// thorough: with the race detector, which is many times slower, each thing is
// asked for in one representation, by turns.
const thorough = false
