package web

import "net/http"

// styleGuide is GET /styleguide: every component, for operators.
func (s *Site) styleGuide(w http.ResponseWriter, r *http.Request) error {
	if err := s.Service.MayViewStyles(r.Context(), visitOf(r).viewer); err != nil {
		return err
	}
	return s.render(w, http.StatusOK, s.Renderer.StyleGuide(s.page(r, "operator", "")))
}
