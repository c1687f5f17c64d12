//go:build race

package leaktest

// underRace: the race detector makes the crawl many times slower.
const underRace = true
