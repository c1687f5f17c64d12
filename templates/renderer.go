package templates

import (
	"bytes"
	"cmp"
	"crypto/rand"
	"embed"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

//go:embed pages/*.html partials/*.html mail/*.html mail/*.txt
var files embed.FS

// View is a value that one template renders: a page, or a fragment of one.
type View interface {
	base() Page
	template() string
}

// views lists one value of every view; New fails when one has no template and
// a test fails when one is not listed.
var views = []View{
	Landing{}, Home{}, SignIn{}, Reset{}, SetPassword{}, Profile{}, Accounts{}, GroupsElsewhere{}, People{}, Person{}, School{}, Drafts{},
	About{}, Privacy{}, Accessibility{}, Fault{},
	Apply{}, ApplySent{}, ApplyConfirm{}, MyApplication{}, SignOnGo{}, Vouches{}, OperatorApplications{}, OperatorTerms{}, OperatorRegisters{}, OperatorApplication{},
	Help{}, HelpTopic{}, Glossary{}, Offline{}, Welcome{},
	Communities{}, CommunityEdit{}, Community{}, CommunityAbout{}, Join{}, CommunityPeople{}, Queue{}, ThreadGuests{}, Team{}, Reads{}, Desk{},
	Where{}, Compose{}, PreviewPart{}, DraftSaved{}, MentionRows{}, Thread{}, PostFragment{}, ActivityNotice{}, PostEdit{}, PostDelete{}, PostReport{}, Contest{}, Appeals{}, CopiesPage{}, PollNew{}, PollPage{}, ModLog{}, ConductPage{}, PostHistory{},
	SignInCode{}, SignInLink{}, SignInByLink{}, Security{}, SecurityApp{}, SecurityCodes{}, SecurityPasskey{}, SecurityByPasskey{}, SecurityProve{}, SecurityAccount{}, AccountClosed{}, AppConsent{}, AppCode{}, OperatorInvitation{},
	Similar{}, Search{},
	OperatorHome{}, OperatorMembers{}, OperatorMember{}, OperatorPeers{}, OperatorPeerEnd{}, OperatorPeer{}, OperatorLinks{}, OperatorLink{}, ThreadShare{}, Servers{}, OperatorIncidents{}, OperatorSafety{}, TermsOfUse{}, Admission{}, Report{}, OperatorReports{}, OperatorReport{}, OperatorQueue{}, OperatorAudit{}, StyleGuide{},
	Notifications{}, NotificationSettings{}, NoticeAlert{}, Unsubscribe{}, Messages{}, MessageNew{}, MessageTalk{}, MessageAlert{}, Circle{}, Bookmarks{}, Stance{}, Stances{},
	Reading{}, Collected{}, PeopleLists{}, InLists{}, Filters{}, Feeds{}, Scheduled{}, ScheduledEdit{},
}

// Options say what an instance is called and how it looks.
type Options struct {
	// Languages offered, the first being the default; empty means all.
	Languages []string
	// Overrides replaces sentences: language, key, text. They come after the
	// words that the nation has of its own, see locales/nations.
	Overrides map[string]map[string]string
	// Offices are words for further roles: by id, then by language.
	Offices map[string]map[string]string
	// Pseudo makes every sentence of the catalogues show itself: in brackets,
	// with accented letters and two fifths longer. Tests use it to find text
	// that comes from no catalogue and pages too narrow for a longer language;
	// members are never offered it.
	Pseudo bool
	// Theme gives the colours; the zero value is the plain theme.
	Theme Theme
	// Organisation runs the instance; its name when empty.
	Organisation string
	// Site fields: see [Site].
	Name, Nation, Host, Phone, Email string
}

// Renderer turns views into bytes. It is immutable and safe for concurrent
// use.
type Renderer struct {
	catalogue *Catalogue
	site      Site
	theme     Theme
	themeCSS  []byte
	app       func() *app
	pack      func() ([]byte, error)
	sets      *sets
	buffers   sync.Pool
}

// New parses every template and catalogue. It fails when a view has no
// template, a template has no view, a language has no catalogue, or the theme's
// colours cannot be read on each other.
func New(o Options) (*Renderer, error) {
	languages := o.Languages
	if len(languages) == 0 {
		languages = Languages
	}
	catalogue, err := newCatalogue(languages, o.Nation, o.Overrides, o.Pseudo)
	if err != nil {
		return nil, err
	}
	if err := catalogue.addOffices(o.Offices); err != nil {
		return nil, err
	}
	theme := o.Theme.orPlain()
	if err := theme.CheckContrast(); err != nil {
		return nil, err
	}
	css := theme.css()
	r := &Renderer{
		catalogue: catalogue,
		theme:     theme,
		themeCSS:  css,
		site: Site{
			Organisation: cmp.Or(o.Organisation, o.Name),
			Name:         o.Name, Nation: o.Nation, Host: o.Host, Phone: o.Phone, Email: o.Email, Crest: theme.Crest, Colour: theme.Colour,
			Assets: AssetsPath(), ThemeURL: "/theme.css?v=" + digest(css),
		},
	}
	for _, lang := range languages {
		r.site.Languages = append(r.site.Languages, LanguageName{Code: lang, Name: catalogue.Translate(lang, "language.self")})
	}
	if r.site.help, err = newHelp(catalogue); err != nil {
		return nil, err
	}
	r.app, r.pack = sync.OnceValue(r.newApp), sync.OnceValues(r.Pack)
	r.buffers.New = func() any { return new(bytes.Buffer) }
	if r.sets, err = parsed(); err != nil {
		return nil, err
	}
	return r, nil
}

// Catalogue returns the sentences of the instance.
func (r *Renderer) Catalogue() *Catalogue { return r.catalogue }

// Page starts a page in that language for that viewer; times are shown in
// zone, UTC when nil.
func (r *Renderer) Page(lang string, zone *time.Location, viewer Viewer) Page {
	return Page{Printer: r.catalogue.Printer(lang, zone), Site: &r.site, Viewer: viewer, FormKey: rand.Text()}
}

// Render writes the view with that status, or nothing: when it returns an
// error before the first byte was written, w is untouched and the caller still
// owes an answer. Errors of the connection come back too, joined with
// [ErrWritten].
func (r *Renderer) Render(w http.ResponseWriter, status int, v View) error {
	buffer := r.buffers.Get().(*bytes.Buffer)
	defer r.buffers.Put(buffer)
	buffer.Reset()
	if err := r.execute(buffer, v); err != nil {
		return err
	}
	header := w.Header()
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Content-Language", v.base().Lang())
	header.Set("Content-Length", strconv.Itoa(buffer.Len()))
	w.WriteHeader(status)
	if _, err := w.Write(buffer.Bytes()); err != nil {
		return errors.Join(ErrWritten, err)
	}
	return nil
}

// ErrWritten marks an error after the answer was begun.
var ErrWritten = errors.New("templates: answer was cut short")

// HTML renders a view into a string, for server-sent events and tests.
func (r *Renderer) HTML(v View) (string, error) {
	var buffer bytes.Buffer
	if err := r.execute(&buffer, v); err != nil {
		return "", err
	}
	return buffer.String(), nil
}

func (r *Renderer) execute(buffer *bytes.Buffer, v View) error {
	if v.base().Site == nil {
		return fmt.Errorf("templates: %T was not started with Renderer.Page", v)
	}
	name := v.template()
	t := r.sets.pages[name]
	if part, ok := strings.CutPrefix(name, "#"); ok {
		t = r.sets.parts.Lookup(part)
	}
	if t == nil {
		return fmt.Errorf("templates: no template %q", name)
	}
	if err := t.Execute(buffer, v); err != nil {
		return fmt.Errorf("templates: %s: %w", name, err)
	}
	return nil
}

// Theme serves the colours of the instance; mount it at /theme.css.
func (r *Renderer) Theme() http.Handler {
	theme, version := newAsset("theme.css", r.themeCSS), digest(r.themeCSS)
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		theme.serve(w, req, req.URL.Query().Get("v") == version)
	})
}

// Languages returns the codes of the languages offered, the default first.
func (r *Renderer) Languages() []string { return slices.Clone(r.catalogue.languages) }
