package templates

import "strings"

// AppConsent is GET /oauth/authorize: an app asks to speak for the viewer.
type AppConsent struct {
	Page
	Name, Website string // that the app gives itself
	Target        string // where the browser goes on to; "" when the code is shown here
	Rights        AppRights
	// What the form sends back as it came.
	Client, Redirect, Scope, State, Challenge, Method string
}

// AppCode is GET /oauth/authorize/native: the code of an app that nothing can be
// redirected to.
type AppCode struct {
	Page
	Code string
}

// AppRow is an app that may speak for the viewer.
type AppRow struct {
	ID            int64
	Name, Website string
	Rights        AppRights
	Began, Used   Instant // Used to the day
}

// AppRights are the scopes of an app, in words.
type AppRights struct{ Scopes []string }

// parts are the words of the scopes below one name, "read" or "write".
func (a AppRights) parts(p Printer, whole string) (out []string) {
	for _, s := range a.Scopes {
		if s == whole {
			return []string{p.T("apps_all." + whole)}
		}
		if part, ok := strings.CutPrefix(s, whole+":"); ok {
			out = append(out, p.T("apps_part."+part))
		}
	}
	for _, s := range a.Scopes {
		switch {
		case whole == "read" && s == "profile":
			out = append(out, p.T("apps_part.profile"))
		case s == "follow":
			out = append(out, p.T("apps_part.follows"), p.T("apps_part.mutes"), p.T("apps_part.blocks"))
		case whole == "write" && s == "push":
			out = append(out, p.T("apps_part.push"))
		}
	}
	return out
}

// Sees are what the app may read.
func (a AppRights) Sees(p Printer) []string { return a.parts(p, "read") }

// Does are what the app may do in the viewer's name.
func (a AppRights) Does(p Printer) []string { return a.parts(p, "write") }

// Line says both in one sentence each.
func (a AppRights) Line(p Printer) string {
	var all []string
	if sees := a.Sees(p); len(sees) > 0 {
		all = append(all, p.T("apps.sees_line", "What", strings.Join(sees, ", ")))
	}
	if does := a.Does(p); len(does) > 0 {
		all = append(all, p.T("apps.does_line", "What", strings.Join(does, ", ")))
	}
	return strings.Join(all, " ")
}

func (AppConsent) template() string { return "app-consent" }
func (AppCode) template() string    { return "app-code" }
