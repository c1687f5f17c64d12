// Package importrules holds no code: its tests keep the house's doors one-way.
// They read the imports and the syntax of every package and fail, with the
// reason, where a rule of docs/architecture.md is broken. To change a rule,
// change that page, then the tables in rules_test.go.
package importrules
