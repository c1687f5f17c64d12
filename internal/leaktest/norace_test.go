//go:build !race

package leaktest

const thorough = true
