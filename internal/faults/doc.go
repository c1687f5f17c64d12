// Package faults holds no code: its tests break the machine or the network
// under whole instances. A server dies at each point that package crash names,
// its disk is full, its peer stands still or cuts the line, its clock jumps, a
// second process opens its database or, on PostgreSQL, shares it. What was
// acknowledged is everywhere once in the end, and reading goes on meanwhile.
package faults
