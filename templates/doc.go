// Package templates is the face of Headroom: every page, fragment, e-mail and
// sentence that a person reads, in every language, and the files they load.
//
// A page is a typed struct that embeds [Page]; it names its own template, so a
// page that has none cannot be written and a template that nobody fills does
// not pass [New]. Handlers fill the struct and call [Renderer.Render], which
// writes a whole page or nothing.
//
// Sentences live in locales/LANG/PART.toml, one folder a language, and are reached by
// key through the [Printer] that every page carries. Domain packages hand over
// keys (see [DomainKeys]), never text.
package templates
