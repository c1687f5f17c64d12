package vocab

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/go-fed/activity/streams"
)

// CheckVocabulary holds a document of ActivityStreams types against go-fed's
// generated vocabulary: every property must have a shape that ActivityStreams
// allows it. It answers nil for a document without a type that ActivityStreams
// knows (hr: types, EmojiReact, ChatMessage), for the standard says nothing
// about those. The error is ErrMalformed.
//
// It costs some ten times what Decode does, and what it reads loses @context,
// language maps and one-element arrays; so it serves outside documents that are
// stored or shown for the first time, and the tests of the builders, never an
// inbox's hot path, and its result is thrown away.
func CheckVocabulary(d *Document) (err error) {
	defer func() {
		// streams panics on some inputs ("duration":""); an outside document
		// must never take the program down.
		if r := recover(); r != nil {
			err = malformed(0, "the vocabulary cannot read it")
		}
	}()
	var m map[string]any
	if err := json.Unmarshal(d.Raw(), &m); err != nil {
		return malformed(0, "not an object")
	}
	emptyDuration(m)
	if _, ok := m["@context"]; !ok {
		m["@context"] = "https://www.w3.org/ns/activitystreams"
	}
	_, err = streams.ToType(context.Background(), m)
	if err == nil || errors.Is(err, streams.ErrUnhandledType) || streams.IsUnmatchedErr(err) {
		return nil
	}
	return &Error{Kind: ErrMalformed, What: fmt.Sprintf("not ActivityStreams (%T)", err)}
}

// emptyDuration drops every empty "duration", on which streams panics.
func emptyDuration(v any) {
	switch v := v.(type) {
	case map[string]any:
		if s, ok := v["duration"].(string); ok && s == "" {
			delete(v, "duration")
		}
		for _, sub := range v {
			emptyDuration(sub)
		}
	case []any:
		for _, sub := range v {
			emptyDuration(sub)
		}
	}
}
