// Package mutants proves that the tests bite: each check that keeps a hostile
// or careless peer out is taken away, one at a time, in a copy of the tree, and
// the tests named beside it must then fail. It runs in `make deep` only (build
// tag mutants), because every mutant is compiled anew.
package mutants
