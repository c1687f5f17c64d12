package web

import (
	"net/http"

	"headroom/community"
	"headroom/templates"
)

const importsOnPage = 20

// registersPage is GET /operator/registers.
func (s *Site) registersPage(w http.ResponseWriter, r *http.Request) error {
	ctx, v := r.Context(), visitOf(r).viewer
	page := paged(r, importsOnPage)
	imports, err := s.Service.RegisterImports(ctx, v, page)
	if err != nil {
		return err
	}
	waiting, err := s.Service.Confirmations(ctx, v, community.Page{Limit: 200})
	if err != nil {
		return err
	}
	view := templates.OperatorRegisters{Page: s.page(r, "operator", "")}
	for _, i := range imports {
		view.Imports = append(view.Imports, templates.RegisterRow{ID: i.ID, Source: i.Source, Nation: nation(i.Nation), At: i.At, By: i.By, Rows: i.Rows,
			Added: i.Added, Changed: i.Changed, Unchanged: i.Unchanged, Heads: i.Heads, Confirm: i.Confirm})
	}
	for _, c := range waiting {
		view.Waiting = append(view.Waiting, templates.ConfirmationRow{PersonID: c.Person.ID, Name: c.Person.Name, School: c.Person.School,
			Reason: c.Reason, Until: c.EndAt})
	}
	if len(imports) == importsOnPage {
		view.Pager.Next = withQuery(r, "before", itoa(imports[len(imports)-1].ID))
	}
	if page.Before != 0 {
		view.Pager.Previous = withQuery(r, "", "")
	}
	return s.render(w, http.StatusOK, view)
}
