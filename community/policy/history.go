package policy

// bound reports whether the asker reads a part of the community only: a guest
// their scope, a member whose record says so what was begun since a time.
func bound(f Facts) bool { return f.Role == Guest || f.Bounded }
