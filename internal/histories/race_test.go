//go:build race

package histories

// underRace: the race detector makes a history many times slower.
const underRace = true
