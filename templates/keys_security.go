package templates

import "slices"

// securityKeys are those of DomainKeys about how people sign in.
var securityKeys = []string{
	"error.factor_wrong",
	"error.factor_used",
	"error.recovery_used",
	"error.factor_key",
	"error.app_there",
	"error.app_missing",
	"error.app_needed",
	"reason.second-factor",
	"flash.app_removed",
	"flash.sessions_ended",
	"audit.account.app-added",
	"audit.account.app-removed",
	"audit.account.codes-renewed",
	"audit.account.recovery-used",
	"audit.account.reset",
}

// DomainKeys lists every key that other packages hand over: errors, reasons,
// messages about what has been done, and acts in the audit. A test fails when
// one of them is missing in any language; whoever adds a key to the domain adds
// it here and to the catalogues. "error.required.title" is said instead of
// "error.required" where that is reported for the field "title".
var DomainKeys = slices.Concat(domainKeys, securityKeys)
