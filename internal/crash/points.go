// Package crash names the points between which a server may die without losing
// or doubling anything: before and after each thing that lasts. Built with the
// tag crashpoints, the process ends itself there, as by a power cut, when
// HEADROOM_CRASH says so ("after-commit:3" is the third time that point is
// passed); package faults then starts it again and looks at what is left.
// Without the tag there is no code: At is empty.
package crash

// Point is a place in the program.
type Point string

// The points.
const (
	BeforeCommit Point = "before-commit" // a batch of use cases has run
	AfterCommit  Point = "after-commit"  // it lasts, and nobody has been told
	Taken        Point = "taken"         // a message is stored, and not answered
	Applied      Point = "applied"       // a message is applied, and its job ends
	Published    Point = "published"     // an act of ours has its place, and its job ends
	BeforePost   Point = "before-post"   // a delivery is signed
	AfterPost    Point = "after-post"    // the peer has answered, and nobody knows it
	Settled      Point = "settled"       // jobs are written off
	BeforeRename Point = "before-rename" // a file is written under another name
	AfterRename  Point = "after-rename"  // it has its name, and no row
	Purged       Point = "purged"        // a community is deleted, before the commit
	Receipted    Point = "receipted"     // a receipt is written down, before the commit
)

// Points are all of them.
var Points = []Point{BeforeCommit, AfterCommit, Taken, Applied, Published, BeforePost, AfterPost, Settled, BeforeRename, AfterRename, Purged, Receipted}
