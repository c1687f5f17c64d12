package importrules

// module is the name that all our import paths begin with.
const module = "headroom/"

// room is a place in the house and the rooms that its code may import. Paths
// are below the module; a path covers what lies below it, and the longest that
// fits is the room of a package. A room may always import itself. Tests are not
// bound by it: they may bring in what they check against.
type room struct {
	path   string
	may    []string
	reason string
}

// everything lets a room import all others but cmd.
const everything = "*"

var rooms = []room{
	{"cmd", []string{everything}, "cmd only builds the parts and joins them"},
	{"community", []string{"internal/jobs", "internal/ids"}, "the domain knows nothing of the web, the store or the wire; it emits jobs, and that is all"},
	{"community/policy", nil, "policy is pure, so that one table can state it whole"},
	{"community/authority", nil, "authorities are data"},
	{"community/verification", nil, "what evidence means is pure, so that one table can state it whole"},
	{"federation", []string{"community", "internal/crash", "internal/jobs", "internal/httpx", "internal/ids"}, "a door knows the domain and no other door; the store reaches it through community's interfaces"},
	{"federation/vocab", []string{"internal/ids"}, "the vocabulary is wire format only: decoding must not depend on what is stored"},
	{"federation/sign", []string{"federation/vocab"}, "signatures are checked before anything else is known"},
	{"federation/fetch", []string{"federation/vocab", "federation/sign"}, "the outbound client stands alone, so that its guard can be read in one place"},
	{"federation/credential", []string{"community", "federation/vocab", "federation/sign"}, "credentials are documents and proofs"},
	{"federation/signon", []string{"community", "federation/fetch", "federation/vocab"}, "it asks services outside; what their word is worth is decided elsewhere"},
	{"storage", []string{"community", "internal/crash", "internal/jobs", "internal/ids"}, "what federation stores is declared in community in plain types; storage knows no wire"},
	{"storagetest", []string{"community", "storage", "internal/jobs", "internal/ids"}, "the storage suite knows what stores promise, and no more"},
	{"web", []string{"community", "templates", "internal/httpx", "internal/ids"}, "pages call use cases; storage and federation are behind these"},
	{"clientapi", []string{"community", "internal/httpx", "internal/ids"}, "the client API calls use cases; storage and federation are behind these"},
	{"templates", []string{"community", "internal/ids"}, "templates show the domain's types and decide nothing"},
	{"internal/httpx", nil, "plumbing of all three doors must not know any of them"},
	{"internal/jobs", nil, "jobs is used by the domain and must not know it"},
	{"internal/ids", nil, "a number is a number"},
	{"internal/config", nil, "configuration is plain data; cmd hands it to the parts"},
	{"internal/mail", nil, "a mail is text; who gets it is decided elsewhere"},
	{"internal/files", []string{"internal/crash"}, "files are bytes; who may read them is decided elsewhere"},
	{"internal/registers", []string{"community"}, "it reads files; what becomes of a school is decided elsewhere"},
	{"internal/terms", []string{"community"}, "it reads files; what becomes of a day is decided elsewhere"},
	{"internal/second", []string{"community"}, "it gives sample people a second factor; what that opens is decided elsewhere"},
	{"internal/seal", nil, "it seals bytes; whose they are is decided elsewhere"},
	{"internal/passwords", nil, "a password is text"},
	{"internal/passkeys", []string{"community"}, "it checks answers of browsers; what a passkey opens is decided elsewhere"},
	{"internal/ledger", []string{"community"}, "the ledger keeps the domain's lines outside the database"},
	{"internal/mailer", []string{"community", "templates", "internal/jobs", "internal/mail"}, "letters are written from what use cases may tell their reader"},
	{"internal/push", []string{"community", "templates", "federation/fetch", "internal/jobs"}, "pushes are written from what use cases may tell their reader, and go out through the guard"},
	{"internal/control", []string{"community", "templates", "federation/vocab"}, "the command line calls the use cases that pages call"},
	{"internal/instance", []string{everything}, "it builds one whole instance and joins its parts"},
	{"internal/importrules", nil, "it only reads"},
	{"internal/statement", []string{"templates"}, "it holds what the statement claims to the list of pages"},
	{"internal/demo", []string{everything}, "the demo runs whole instances"},
	{"internal/bench", []string{everything}, "the bench runs whole instances"},
	{"internal/clustertest", []string{everything}, "cluster tests run whole instances"},
	{"internal/leaktest", []string{everything}, "the leak crawl runs whole instances"},
	{"internal/adversary", []string{everything}, "the adversary plays against whole instances"},
	{"internal/crash", nil, "it names places in others' code"},
	{"internal/faults", []string{everything}, "it breaks whole instances"},
	{"internal/histories", []string{everything}, "it lives through histories of whole instances"},
	{"internal/mutants", nil, "it changes a copy of the tree and runs the tests of others"},
	{"e2e", []string{everything}, "end-to-end tests run the binary"},
}

// exclusive is an import that only some rooms may have, in tests too. Each
// stands in go.mod or in the standard library: a test sees to it, so that a
// rule does not go on guarding a name that nobody uses.
type exclusive struct {
	path   string // and what lies below it
	only   []string
	reason string
}

var exclusives = []exclusive{
	{"github.com/go-fed/activity", []string{"federation/vocab"}, "its types lose content and panic on odd input; vocab guards against both, once"},
	{"github.com/coreos/go-oidc/v3", []string{"federation/signon"}, "it leaves nonce, party and skew to its caller; signon checks them, once"},
	{"golang.org/x/oauth2", []string{"federation/signon"}, "it leaves nonce, party and skew to its caller; signon checks them, once"},
	{"github.com/go-fed/httpsig", []string{"federation/sign"}, "it does not check digest, date or what was signed; sign does, once"},
	{"github.com/dunglas/httpsfv", []string{"federation/sign"}, "signatures and their digests are read in one place"},
	{"github.com/jmoiron/sqlx", []string{"storage", "storagetest"}, "SQL is storage's alone"},
	{"github.com/mattn/go-sqlite3", []string{"storage", "storagetest"}, "what differs between databases is in storage/dialect.go"},
	{"github.com/jackc/pgx/v5", []string{"storage", "storagetest"}, "what differs between databases is in storage/dialect.go"},
	{"github.com/pressly/goose/v3", []string{"storage", "storagetest"}, "migrations are storage's alone"},
	{"github.com/pquerna/otp", []string{"community", "internal/second"}, "that a code counts once is decided in one place"},
	{"github.com/go-webauthn/webauthn", []string{"internal/passkeys"}, "answers of browsers are checked in one place"},
	{"database/sql", []string{"storage", "storagetest"}, "SQL is storage's alone"},
	{"code.dny.dev/ssrf", []string{"federation/fetch"}, "the outbound guard is in one place"},
	{"github.com/arran4/golang-ical", []string{"internal/terms", "web"}, "calendars are read in one place and written in one"},
	{"github.com/gorilla/feeds", []string{"web"}, "feeds are written in one place"},
	{"github.com/SherClockHolmes/webpush-go", []string{"internal/push"}, "pushes go out in one place"},
	{"github.com/gobwas/ws", []string{"clientapi"}, "WebSockets are a way to stream to apps"},
	{"github.com/coder/websocket", []string{"clientapi", "internal/bench", "internal/instance", "internal/leaktest"}, "the other end of WebSockets is for the tests and the bench"},
	{"github.com/wneessen/go-mail", []string{"internal/mail"}, "mail goes out in one place"},
	{"github.com/emersion/go-message", []string{"internal/mail"}, "mails of others are read in one place"},
	{"github.com/emersion/go-smtp", []string{"internal/mail", "internal/bench"}, "mail comes in at one place"},
	{"github.com/knadh/koanf", []string{"internal/config"}, "configuration is read in one place"},
	{"github.com/alecthomas/kong", []string{"cmd"}, "flags are cmd's"},
}

// never is what must not be reached at all, not even through others.
var never = []struct {
	room, path, reason string
}{
	{"community", "net/http", "the domain is called by doors and calls none"},
	{"community", "database/sql", "the domain declares its store and does not know it"},
	{"community", "github.com/jmoiron/sqlx", "the domain declares its store and does not know it"},
	{"community", "github.com/go-fed/activity", "wire types stop at the edge"},
	{"community", "github.com/go-fed/httpsig", "wire types stop at the edge"},
	{"internal/jobs", "net/http", "jobs carries work, whatever it is"},
	{"internal/jobs", "database/sql", "storage implements the store"},
	{"storage", "github.com/go-fed/activity", "what is stored is bytes and plain columns"},
}

// standardOnly are the rooms without any third party's code; tests are free.
var standardOnly = map[string]string{
	"community/policy": "policy can be read and proven without knowing anything else",
	"internal/jobs":    "what everything stands on stands on the standard library",
	"internal/ids":     "what everything stands on stands on the standard library",
}

// clients are the rooms that may make HTTP requests, besides tests.
var clients = map[string]string{
	"federation/fetch":     "the one way out to peers: addresses, redirects, sizes and times are checked there",
	"internal/push":        "a named client of an outside service, through the guard of federation/fetch",
	"internal/mail":        "a named client of an outside service",
	"internal/leaktest":    "it asks its own instances",
	"internal/bench":       "it asks its own instances",
	"internal/clustertest": "it asks its own instances",
	"internal/adversary":   "it asks its own instances",
	"internal/control":     "the command line asks the running server over its Unix socket",
	"internal/demo":        "it waits for its own instances",
	"cmd":                  "the command line asks the running server over its Unix socket",
	"e2e":                  "it asks the binary under test",
}

// clockless are the rooms that are given the time.
var clockless = map[string]string{
	"community":     "use cases are tested at any date, and one act has one time",
	"internal/jobs": "leases and waits are tested without waiting",
}

// The limits of size. A comment that begins with "long:" and says why lifts
// them: at the top of the file (before the package clause), or in the function
// or above it. The limit of functions does not bind tests.
const (
	mostFileLines     = 400
	mostFunctionLines = 80
)
