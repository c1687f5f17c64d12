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
	"error.app_account", "error.app_client", "error.app_grant", "error.app_pkce", "error.app_redirect", "error.app_scope", "error.app_website", "error.app_unknown", "flash.app_ended", "flash.app_room",
	"audit.account.app-added",
	"audit.account.app-removed",
	"audit.account.codes-renewed",
	"audit.account.recovery-used",
	"audit.account.reset",
	"error.passkey_wrong",
	"error.passkey_stale",
	"error.passkey_unknown",
	"error.passkey_stopped",
	"error.passkey_there",
	"error.passkey_first",
	"error.passkey_needed",
	"error.prove_first",
	"error.password_wrong",
	"error.opened",
	"audit.person.invite-link", "audit.application.invite-link",
	"flash.session_named",
	"flash.session_ended",
	"flash.passkey_added",
	"flash.passkey_named",
	"flash.passkey_removed",
	"audit.account.passkey-added",
	"audit.account.passkey-removed",
	"audit.account.passkey-copied",
	"error.passkeys_most",
	"flash.account_closed",
	"flash.account_reopened",
	"error.close_operator",
	"error.not_closed",
	"audit.account.close",
	"audit.account.reopen",
	"audit.account.erase",
}

// DomainKeys lists every key that other packages hand over: errors, reasons,
// messages about what has been done, and acts in the audit. A test fails when
// one of them is missing in any language; whoever adds a key to the domain adds
// it here and to the catalogues. "error.required.title" is said instead of
// "error.required" where that is reported for the field "title".
var DomainKeys = slices.Concat(domainKeys, securityKeys)
