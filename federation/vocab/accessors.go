package vocab

import (
	"strconv"
	"strings"
	"time"
)

// String returns the string under name, "" if there is none.
func (d *Document) String(name string) string {
	s, _ := d.text(d.find(name))
	return s
}

// Strings returns the strings of the array under name, or the single string
// that stands there instead. An entry of another kind is left out.
func (d *Document) Strings(name string) []string {
	i := d.find(name)
	if s, ok := d.text(i); ok {
		return []string{s}
	}
	var out []string
	d.each(i, func(j int32) {
		if s, ok := d.text(j); ok {
			out = append(out, s)
		}
	})
	return out
}

// Int returns the integer under name; ok is false for fractions, exponents and
// other kinds.
func (d *Document) Int(name string) (v int64, ok bool) {
	i := d.find(name)
	if i < 0 || d.tape[i].kind != kindNumber {
		return 0, false
	}
	v, err := strconv.ParseInt(string(d.raw(i)), 10, 64)
	return v, err == nil
}

// Bool returns the boolean under name; ok is false for other kinds.
func (d *Document) Bool(name string) (v, ok bool) {
	i := d.find(name)
	if i < 0 || d.tape[i].kind != kindBool {
		return false, false
	}
	return d.body[d.tape[i].start] == 't', true
}

// Map returns the strings of the object under name: a language map.
func (d *Document) Map(name string) map[string]string {
	m := d.Sub(name)
	if m == nil {
		return nil
	}
	out := map[string]string{}
	for i := m.at + 1; i < m.tape[m.at].next; i = m.tape[i].next {
		if s, ok := m.text(i); ok {
			key := m.body[m.tape[i].keyStart:m.tape[i].keyEnd]
			if m.tape[i].keyEscaped {
				key = unescape(key)
			}
			out[string(key)] = s
		}
	}
	return out
}

// Time returns the time under name in exactly the form of our own documents
// (YYYY-MM-DDThh:mm:ssZ).
func (d *Document) Time(name string) (t time.Time, ok bool) {
	t, err := ParseTime(d.String(name))
	return t, err == nil
}

// LooseTime also takes what other software sends: any offset, any fraction, and
// Lemmy's old form without an offset (taken as UTC). The result is in UTC.
func (d *Document) LooseTime(name string) (t time.Time, ok bool) {
	s := d.String(name)
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}

// Ref returns the id that stands under name as a string: the only form that we
// act on where identity matters.
func (d *Document) Ref(name string) string { return d.String(name) }

// LooseRef returns the id under name in any form that other software sends: a
// string, an object with an id (or a Link's href), or an array whose first
// usable entry is one of these. Never for deciding who someone is.
func (d *Document) LooseRef(name string) string {
	i := d.find(name)
	if s := d.refAt(i); s != "" {
		return s
	}
	found := ""
	d.each(i, func(j int32) {
		if found == "" {
			found = d.refAt(j)
		}
	})
	return found
}

func (d *Document) refAt(i int32) string {
	if i < 0 {
		return ""
	}
	if s, ok := d.text(i); ok {
		return s
	}
	if d.tape[i].kind != kindObject {
		return ""
	}
	sub := &Document{body: d.body, tape: d.tape, at: i}
	if id := sub.ID(); id != "" {
		return id
	}
	return sub.String("href")
}

// ID returns the document's id as written. See [CheckURL].
func (d *Document) ID() string { return d.String("id") }

// Type returns the type if it is exactly one string, "" otherwise.
func (d *Document) Type() string { return d.String("type") }

// Types returns the type or types.
func (d *Document) Types() []string { return d.Strings("type") }

// HasType reports whether t is among the types.
func (d *Document) HasType(t string) bool {
	for _, have := range d.Types() {
		if have == t {
			return true
		}
	}
	return false
}

// Actor returns the actor's id if it stands as a string.
func (d *Document) Actor() string { return d.String("actor") }

// AttributedTo returns the author's id if it stands as a single string.
func (d *Document) AttributedTo() string { return d.String("attributedTo") }

// To returns the primary recipients.
func (d *Document) To() []string { return d.Strings("to") }

// Cc returns the secondary recipients; our own documents have none.
func (d *Document) Cc() []string { return d.Strings("cc") }

// Object returns the embedded object, nil if the object is only named.
func (d *Document) Object() *Document { return d.Sub("object") }

// ObjectID returns the object's id, whether it is named or embedded.
func (d *Document) ObjectID() string {
	i := d.find("object")
	if i >= 0 && d.tape[i].kind == kindArray {
		return ""
	}
	if s, ok := d.text(i); ok {
		return s
	}
	return d.Object().ID()
}

// Result returns the embedded result: a stamp, an agreement, a receipt.
func (d *Document) Result() *Document { return d.Sub("result") }

// Target returns the target's id.
func (d *Document) Target() string { return d.String("target") }

// Context returns the thread: the property "context", not @context.
func (d *Document) Context() string { return d.String("context") }

// Audience returns the group's id.
func (d *Document) Audience() string { return d.String("audience") }

// InReplyTo returns the id of what is answered.
func (d *Document) InReplyTo() string { return d.String("inReplyTo") }

// Content returns the content as sent: HTML, to be shown only after it has
// been sanitised.
func (d *Document) Content() string { return d.String("content") }

// ContentMap returns the content by language.
func (d *Document) ContentMap() map[string]string { return d.Map("contentMap") }

// Name returns the name as sent.
func (d *Document) Name() string { return d.String("name") }

// NameMap returns the name by language.
func (d *Document) NameMap() map[string]string { return d.Map("nameMap") }

// Summary returns the summary as sent.
func (d *Document) Summary() string { return d.String("summary") }

// SummaryMap returns the summary by language.
func (d *Document) SummaryMap() map[string]string { return d.Map("summaryMap") }

// Published returns the time of publication in our own form.
func (d *Document) Published() (time.Time, bool) { return d.Time("published") }

// Updated returns the time of the last change in our own form.
func (d *Document) Updated() (time.Time, bool) { return d.Time("updated") }

// StartTime returns the start in our own form.
func (d *Document) StartTime() (time.Time, bool) { return d.Time("startTime") }

// EndTime returns the end in our own form.
func (d *Document) EndTime() (time.Time, bool) { return d.Time("endTime") }

// Language returns the only language of contentMap (or nameMap), "" if there is
// none or more than one.
func (d *Document) Language() string {
	for _, name := range []string{"contentMap", "nameMap"} {
		if m := d.Map(name); len(m) == 1 {
			for lang := range m {
				return strings.ToLower(lang)
			}
		}
	}
	return ""
}
