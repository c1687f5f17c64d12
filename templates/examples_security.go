package templates

func (x examples) security() []Example {
	key := "JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP"
	app := SecurityApp{Page: x.member(""), Secret: key, URI: "otpauth://totp/sample?secret=JBSWY3DP", QR: QRCode{Size: 9, Path: "M4 4h1v1h-1z"}}
	needed := app
	needed.Page, needed.Required, needed.Next = faulty(x.operator(), FieldError{Field: "code", Key: "error.factor_wrong"}), true, "/operator"
	keys := Security{Page: faulty(x.member("security"), FieldError{Field: "name-7", Key: "error.required"}), Passkeys: []PasskeyRow{
		{ID: 7, Name: "My telephone", Made: exampleTime, Used: exampleTime}, {ID: 8, Name: "Old tablet", Made: exampleTime, Stopped: exampleTime}}}
	places := Security{Page: x.member("security"), Sessions: []SessionRow{{ID: 5, Browser: "Firefox", System: "Windows", Began: exampleTime, Seen: exampleTime, Own: true},
		{ID: 6, Name: "Office", Browser: "Safari", System: "iPad", Began: exampleTime, Seen: exampleTime}, {ID: 9, Began: exampleTime, Seen: exampleTime}}}
	return []Example{
		{"operator-invitation", OperatorInvitation{Page: x.operator(), Back: "/operator/members/11", Name: "Ann Sample", Link: "https://sample.example/set-password/abc", QR: QRCode{Size: 9, Path: "M4 4h1v1h-1z"}}},
		{"operator-invitation-applicant", OperatorInvitation{Page: x.operator(), Back: "/operator/applications?filter=unconfirmed", Applicant: true, Name: "Una Sample", Link: "https://sample.example/apply/confirm/abc", QR: QRCode{Size: 9, Path: "M4 4h1v1h-1z"}}},
		{"operator-member-unopened", OperatorMember{Page: x.operator(), Account: AccountRow{Byline: sampleByline(0), ID: 11, Username: "sample", State: "unverified"}, Kind: "head", Unopened: true}},
		{"set-password-passkey", SetPassword{Page: x.out(), Token: "abc", Email: "head@school.example", First: true, Options: "{}", Name: "My telephone"}},
		{"app-consent", AppConsent{Page: x.member(""), Name: "Sample App", Website: "https://app.example", Target: "app.example", Rights: AppRights{[]string{"read", "write", "follow", "push"}}, Client: "abc", Redirect: "https://app.example/back", Scope: "read write"}},
		{"app-consent-small", AppConsent{Page: x.member(""), Name: "<b>Sample</b>", Rights: AppRights{[]string{"profile", "read:statuses", "write:media"}}, Client: "abc", Redirect: "urn:ietf:wg:oauth:2.0:oob"}},
		{"app-code", AppCode{Page: x.member(""), Code: "Zm9yIGEgc2FtcGxlIGFwcCBhbmQgbm9ib2R5IGVsc2U"}},
		{"security-apps", Security{Page: x.member("security"), Apps: []AppRow{{ID: 12, Name: "Sample App", Website: "https://app.example", Rights: AppRights{[]string{"read", "write:statuses"}}, Began: exampleTime, Used: exampleTime}},
			Rooms: []LinkEnd{{ID: 3, Name: "Sample heads", Lang: "en"}, {ID: 4, Name: "Penaethiaid", Lang: "cy", Host: "wales.example"}}, Room: "4"}},
		{"security-sessions", places},
		{"security-account", SecurityAccount{Page: x.member("security"), Member: true, Days: 14}},
		{"security-account-error", SecurityAccount{Page: faulty(x.member("security"), FieldError{Field: "posts", Key: "error.required"}), Member: true, Days: 14}},
		{"account-closed", AccountClosed{Page: x.out(), Closed: exampleTime, Until: exampleTime, Delete: true, Done: true, Hosts: []string{"sample.example"},
			Copies: []CopiesRow{{"sample.example", 4, 3}, {"wales.example", 1, 1}}}},
		{"account-erased", AccountClosed{Page: x.out(), Closed: exampleTime, Until: exampleTime, Erased: exampleTime, Done: true}},
		{"security-passkeys", keys},
		{"security-passkey", SecurityPasskey{Page: x.member("security"), Options: `{"challenge":"c2FtcGxl"}`, Name: "My telephone"}},
		{"security-passkey-error", SecurityPasskey{Page: faulty(x.member("security"), FieldError{Field: "name", Key: "error.passkey_stale"}), Options: "{}", Next: "/operator"}},
		{"security-by-passkey", SecurityByPasskey{Page: x.operator(), Next: "/operator"}},
		{"security-prove", SecurityProve{Page: x.member("security"), Next: "/security/passkeys", Password: true, Passkeys: true}},
		{"security-prove-code", SecurityProve{Page: faulty(x.member("security"), FieldError{Field: "proof", Key: "error.factor_wrong"}), Next: "/security/passkeys", Code: true}},
		{"sign-in-passkey-error", SignIn{Page: faulty(x.out(), FieldError{Field: "passkey", Key: "error.passkey_stale"})}},
		{"sign-in-code", SignInCode{Page: x.out()}},
		{"sign-in-code-used", SignInCode{Page: faulty(x.out(), FieldError{Field: "code", Key: "error.factor_used"}), Next: "/threads/100"}},
		{"sign-in-link", SignInLink{Page: x.out()}}, {"sign-in-link-sent", SignInLink{Page: x.out(), Sent: true}},
		{"sign-in-link-error", SignInLink{Page: faulty(x.out(), FieldError{Field: "email", Key: "error.email"}), Email: "head@"}},
		{"sign-in-by-link", SignInByLink{Page: x.out(), Token: "abc", Email: "head@school.example"}},
		{"security", Security{Page: x.member("security")}},
		{"security-app-there", Security{Page: x.operator(), App: exampleTime, Recovery: 9, Required: true}},
		{"security-app-few", Security{Page: faulty(x.member("security"), FieldError{Field: "code-codes", Key: "error.factor_wrong"}), App: exampleTime, Recovery: 1}},
		{"security-app", app}, {"security-app-needed", needed},
		{"security-codes", SecurityCodes{Page: x.member("security"), Codes: []string{"abcd-efgh-ijkl", "mnop-qrst-uvwx"}, Next: "/operator"}},
	}
}
