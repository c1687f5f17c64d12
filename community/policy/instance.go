package policy

// createCommunity: operators, and this instance's heads and facilitators.
func createCommunity(f Facts) Decision {
	switch {
	case f.Asker == Operator:
		return allow()
	case f.Asker == Person && f.Local:
		return colleague(f)
	default:
		return forbid(ReasonPolicy)
	}
}

// viewPeers: which instances there are agreements with. Operators, the peers
// themselves, and this instance's heads, who choose a community's reach.
func viewPeers(f Facts) Decision {
	switch {
	case f.Asker == Operator, f.Asker == Issuer:
		return allow()
	case f.Asker == Person && f.Local:
		return colleague(f)
	default:
		return hide(ReasonPolicy)
	}
}

// The acts of running an instance. Each has its own rule, so that one can be
// given to somebody else without giving them all.

func managePeers(f Facts) Decision { return operatorOnly(f) }

func addMember(f Facts) Decision { return operatorOnly(f) }

func verifyPerson(f Facts) Decision { return operatorOnly(f) }

func revokePerson(f Facts) Decision { return operatorOnly(f) }

func suspendPerson(f Facts) Decision { return operatorOnly(f) }

func rotateKeys(f Facts) Decision { return operatorOnly(f) }

func manageQueue(f Facts) Decision { return operatorOnly(f) }

func viewAudit(f Facts) Decision { return operatorOnly(f) }

func importRegister(f Facts) Decision { return operatorOnly(f) }

func setSchoolDays(f Facts) Decision { return operatorOnly(f) }

func publishIncidents(f Facts) Decision { return operatorOnly(f) }

func keepSafety(f Facts) Decision { return operatorOnly(f) }

func handleReports(f Facts) Decision { return operatorOnly(f) }

func manageOperators(f Facts) Decision { return operatorOnly(f) }

func endSessions(f Facts) Decision { return operatorOnly(f) }

// useRole: who holds a role of trust, as long as a password alone does not open
// it.
func useRole(f Facts) Decision {
	switch {
	case f.Asker != Operator && !(f.Asker == Person && f.Local && f.Staff):
		return hide(ReasonPolicy)
	case f.Weak:
		return forbid(ReasonSecondFactor)
	default:
		return allow()
	}
}

// viewDesk: staff of an authority, for as long as they hold its desk.
func viewDesk(f Facts) Decision {
	if f.Asker == Person && f.Local && f.Desk && !f.Visiting {
		return allow()
	}
	return hide(ReasonPolicy)
}

// viewTeam: everybody who is in, aspiring heads and further roles too, and who
// appoints them.
func viewTeam(f Facts) Decision {
	switch {
	case f.Asker == Operator, f.Asker == Person && f.Local && (headlike(f) || f.Credential == Aspiring || f.Credential == Appointed):
		return allow()
	case f.Asker == Person && f.Local && f.Credential == Unknown:
		return wait()
	default:
		return hide(ReasonPolicy)
	}
}

// viewStyles: the style guide is of no use to anybody else, and is not there
// for them.
func viewStyles(f Facts) Decision {
	if f.Asker == Operator {
		return allow()
	}
	return hide(ReasonPolicy)
}

// operatorOnly: an account without an actor. That an instance has operators'
// pages is no secret.
func operatorOnly(f Facts) Decision {
	if f.Asker == Operator {
		return allow()
	}
	return forbid(ReasonPolicy)
}
