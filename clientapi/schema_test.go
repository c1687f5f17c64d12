package clientapi_test

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// schemas are what Mastodon's calls answer, as its OpenAPI description says (the file
// fixtures/mastodon-openapi-4.7.0.json in HEADROOM_FIXTURES). Whatever a test asks
// through (*world).ask is held to it, see reply.check.
type schemas struct {
	doc      map[string]any
	mu       sync.Mutex
	compiler *jsonschema.Compiler
	compiled map[string]*jsonschema.Schema
}

const schemaURL = "https://schema.example/mastodon.json"

// loadSchemas reads the description once; nil where there are no fixtures.
var loadSchemas = sync.OnceValues(func() (*schemas, error) {
	dir := os.Getenv("HEADROOM_FIXTURES")
	if dir == "" {
		return nil, nil
	}
	file, err := os.Open(filepath.Join(dir, "fixtures", "mastodon-openapi-4.7.0.json"))
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	doc, err := jsonschema.UnmarshalJSON(file)
	if err != nil {
		return nil, err
	}
	s := &schemas{compiler: jsonschema.NewCompiler(), compiled: map[string]*jsonschema.Schema{}}
	s.doc, _ = doc.(map[string]any)
	s.compiler.DefaultDraft(jsonschema.Draft2020)
	s.compiler.AssertFormat()
	return s, s.compiler.AddResource(schemaURL, doc)
})

// of gives the schema of an answer; nil where the description has none.
func (s *schemas) of(method, path, status string) (*jsonschema.Schema, error) {
	template := s.template(path)
	if method == http.MethodGet && template == "/api/v1/filters" {
		return nil, nil // "List of [V1::Filter]" in its words, a single one by its schema
	}
	at := []string{"paths", template, strings.ToLower(method), "responses", status, "content", "application/json", "schema"}
	var here any = s.doc
	for _, name := range at {
		inside, _ := here.(map[string]any)
		if here = inside[name]; here == nil {
			return nil, nil
		}
	}
	for i, name := range at {
		at[i] = strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D").Replace(name)
	}
	return s.at("#/" + strings.Join(at, "/"))
}

// at compiles the schema that a pointer names.
func (s *schemas) at(pointer string) (*jsonschema.Schema, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if known := s.compiled[pointer]; known != nil {
		return known, nil
	}
	made, err := s.compiler.Compile(schemaURL + pointer)
	s.compiled[pointer] = made
	return made, err
}

// template finds the path of the description that an address fits; of several the one
// with the fewest parameters.
func (s *schemas) template(path string) string {
	paths, _ := s.doc["paths"].(map[string]any)
	parts := strings.Split(path, "/")
	best, fewest := "", len(parts)+1
	for template := range paths {
		open := 0
		want := strings.Split(template, "/")
		fits := len(want) == len(parts)
		for i := 0; fits && i < len(want); i++ {
			if strings.HasPrefix(want[i], "{") {
				open++
			} else {
				fits = want[i] == parts[i]
			}
		}
		if fits && open < fewest {
			best, fewest = template, open
		}
	}
	return best
}

// check holds an answer to the description: errors have a text, everything else the
// entity of its call.
func (r reply) check(method, path string) {
	r.t.Helper()
	s, err := loadSchemas()
	if err != nil {
		r.t.Fatal(err)
	}
	if s == nil || !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		return
	}
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(r.Body))
	if err != nil {
		r.t.Errorf("%s %s: %d is no JSON: %v", method, path, r.Status, err)
		return
	}
	if r.Status >= 400 {
		shape, _ := v.(map[string]any)
		if text, _ := shape["error"].(string); text == "" {
			r.t.Errorf("%s %s: %d says nothing: %s", method, path, r.Status, r.Body)
		}
		return
	}
	schema, err := s.of(method, path, strconv.Itoa(r.Status))
	if err != nil {
		r.t.Fatalf("%s %s: schema: %v", method, path, err)
	}
	if schema == nil {
		return
	}
	if err := schema.Validate(v); err != nil {
		r.t.Errorf("%s %s: %v\n%s", method, path, err, r.Body)
	}
}

// TestSchemasRefuse: the description is read, and refuses what lacks a field.
func TestSchemasRefuse(t *testing.T) {
	t.Parallel()
	s, err := loadSchemas()
	if err != nil {
		t.Fatal(err)
	}
	if s == nil {
		t.Log("no fixtures: HEADROOM_FIXTURES is not set")
		return
	}
	schema, err := s.of(http.MethodGet, "/api/v1/accounts/12", "200")
	if err != nil || schema == nil {
		t.Fatalf("no schema of an account: %v", err)
	}
	var v any
	if err := json.Unmarshal([]byte(`{"id":"12","username":"ann"}`), &v); err != nil {
		t.Fatal(err)
	}
	if schema.Validate(v) == nil {
		t.Error("half an account passes")
	}
	if got := s.template("/api/v1/accounts/verify_credentials"); got != "/api/v1/accounts/verify_credentials" {
		t.Errorf("template %q", got)
	}
}
