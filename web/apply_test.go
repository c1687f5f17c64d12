package web_test

import "headroom/community"

// applied is the link of an application whose address is not confirmed.
func (h *house) applied() string {
	return h.made("application", func() string {
		h.ok(h.service.Apply(h.t.Context(), community.ApplicationInput{Name: "Sample Newcomer", Email: "newcomer@scotland.localhost", Post: "Headteacher",
			Nation: "SCT", School: "Sample School", Authority: "Sample Council", Manner: "head", Language: "en",
			Biography: "A sample head of a sample school, who writes in order to be read."}))
		var id int64
		h.ok(h.store.View(h.t.Context(), func(tx community.Tx) error {
			all, err := tx.Applications([]string{community.ApplicationNew}, community.Page{})
			if err == nil {
				id = all[0].ID
			}
			return err
		}))
		letter, err := h.service.LetterOfApplication(h.t.Context(), id)
		h.ok(err)
		return letter.Token
	})
}
