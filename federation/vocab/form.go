package vocab

// CheckForm checks what every document between Headrooms keeps to, beyond what
// Decode refuses: @context exactly as given, an absolute id without fragment,
// one type, ids where ids stand, to, tag and attachment arrays, times in the one
// form, integers whole. An embedded object or result is checked too, its
// @context only if it has one. The error is ErrMalformed. Documents of other
// software do not pass and are not meant to.
func CheckForm(d *Document, context string) error {
	if !d.ContextIs(context) {
		return d.fault("@context", "another @context")
	}
	return d.checkForm(0)
}

func (d *Document) checkForm(level int) error {
	if level > 2 {
		return nil
	}
	if CheckID(d.ID()) != nil {
		return d.fault("id", "id is not an absolute address")
	}
	if d.Type() == "" {
		return d.fault("type", "type is not one string")
	}
	for _, name := range idNames {
		if d.Has(name) && CheckID(d.String(name)) != nil {
			return d.fault(name, name+" is not an address")
		}
	}
	for _, name := range []string{"to", "tag", "attachment"} {
		if d.Has(name) && !d.IsArray(name) {
			return d.fault(name, name+" is not an array")
		}
	}
	if err := d.checkTo(); err != nil {
		return err
	}
	for _, name := range timeNames {
		if d.Has(name) {
			if _, ok := d.Time(name); !ok {
				return d.fault(name, name+" is not YYYY-MM-DDThh:mm:ssZ")
			}
		}
	}
	for _, name := range intNames {
		if d.Has(name) {
			if v, ok := d.Int(name); !ok || v < 0 {
				return d.fault(name, name+" is not a whole number")
			}
		}
	}
	for _, name := range []string{"object", "result"} {
		// A credential or status list has a form of its own, and a strict reader.
		if sub := d.Sub(name); sub != nil && !sub.ContextIs(PresentationContext) && !sub.ContextIs(CredentialContext) {
			if err := sub.checkForm(level + 1); err != nil {
				return err
			}
		}
	}
	return nil
}

// checkTo takes addresses only: no objects, no relative ids.
func (d *Document) checkTo() error {
	to := d.To()
	if len(to) != len(d.Raws("to")) {
		return d.fault("to", "to holds something other than addresses")
	}
	for _, r := range to {
		if CheckURL(r) != nil {
			return d.fault("to", "to holds something other than addresses")
		}
	}
	return nil
}

func (d *Document) fault(name, what string) error {
	at := 0
	if i := d.find(name); i >= 0 {
		at = int(d.tape[i].start)
	}
	return malformed(at, what)
}

var (
	idNames = []string{"actor", "attributedTo", "audience", "context", "inReplyTo", "target",
		"partOf", "hr:group", "hr:member", "hr:subject", "hr:cause"}
	timeNames = []string{"published", "updated", "deleted", "startTime", "endTime",
		"hr:historyFrom", "hr:revokedFrom", "hr:backupsUntil"}
	intNames = []string{"hr:epoch", "hr:seq", "hr:version", "hr:count"}
)
