package templates

func (x examples) signingOn() []Example {
	evidence := []EvidenceRow{{Kind: "register", At: exampleTime, Until: exampleTime.AddDate(0, 3, 0)}}
	mine := MyApplication{Page: x.member(""), State: "waiting", Evidence: evidence, Points: 1, Most: 3, Leads: true, Listed: true, Form: ApplyForm{Name: "Morag Sample",
		Email: "morag@school.example", Post: "Headteacher", Nation: "scotland", School: "Example Primary School", Authority: "Highland", Manner: "head"}}
	return []Example{
		{"application-sign-on", func() MyApplication {
			m := mine
			m.SignOns = []SignOnRow{{ID: "sample", Name: "Sample sign-on", Lang: "en"}, {ID: "other", Name: "Mewngofnodi Enghreifftiol", Lang: "cy"}}
			return m
		}()},
		{"application-sign-on-fits", func() MyApplication {
			m := mine
			m.Evidence = append([]EvidenceRow{{Kind: "sign-on", Service: "Sample sign-on", Lang: "en", At: exampleTime, Until: exampleTime.AddDate(0, 3, 0)}}, evidence...)
			m.SignOns, m.Points = []SignOnRow{{ID: "sample", Name: "Sample sign-on", Lang: "en", Result: "fits", At: exampleTime, Done: true}}, 3
			return m
		}()},
		{"application-sign-on-not", func() MyApplication {
			m := mine
			m.Page = faulty(x.member(""), FieldError{Field: "sign-on-away", Key: "error.sign_on_late"})
			for _, result := range []string{"role", "school", "no-school", "taken", "declined", "refused", "away", "clock", "token"} {
				m.SignOns = append(m.SignOns, SignOnRow{ID: result, Name: "Sample sign-on", Lang: "en", Result: result, At: exampleTime})
			}
			return m
		}()},
		{"sign-on", SignOnGo{Page: x.member(""), Name: "Sample sign-on", Lang: "en", To: "https://sign-on.example/auth?state=sample"}},
	}
}
