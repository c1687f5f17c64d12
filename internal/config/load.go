package config

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"sort"
	"strings"

	"github.com/knadh/koanf/parsers/toml/v2"
	"github.com/knadh/koanf/providers/env/v2"
	"github.com/knadh/koanf/v2"
	gotoml "github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

const envPrefix = "HEADROOM_"

// LoadError says what keeps a file from being read as a configuration, all of
// it: one plain sentence each, with the line.
type LoadError struct {
	Path     string
	Problems []string
}

func (e *LoadError) Error() string {
	return fmt.Sprintf("%s: %s", e.Path, strings.Join(e.Problems, "; "))
}

// source hands bytes that have been read already to koanf.
type source []byte

func (s source) ReadBytes() ([]byte, error) { return s, nil }

// Read is the other half of koanf's interface, which a parser makes unneeded.
func (s source) Read() (map[string]any, error) { return nil, errors.ErrUnsupported }

// Load reads a file, then the variables in environ ("NAME=value", as from
// os.Environ). Unknown keys and values of the wrong type make a *LoadError that
// names each with its line. Relative paths are relative to the file. What Load
// returns is well-formed; whether it makes sense, Check tells.
func Load(path string, environ []string) (*Config, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("config: %w", err)
	}
	refuse := func(problems ...string) (*Config, error) {
		return nil, &LoadError{Path: path, Problems: problems}
	}
	k := koanf.New(".")
	if err := k.Load(source(data), toml.Parser()); err != nil {
		var at *gotoml.DecodeError
		if errors.As(err, &at) {
			line, _ := at.Position()
			return refuse(fmt.Sprintf("line %d is not TOML: %s", line, strings.TrimPrefix(at.Error(), "toml: ")))
		}
		return refuse("not TOML: " + err.Error())
	}
	if problems := checkKeys(k, lines(data)); len(problems) > 0 {
		return refuse(problems...)
	}
	problems := loadEnvironment(k, environ)
	if len(problems) > 0 {
		return refuse(problems...)
	}
	c := defaults()
	for _, f := range fields {
		if f.typ.Kind() == reflect.Slice && !f.isTables() && k.Exists(f.key) {
			// A list replaces the default; the decoder would fill it from the front.
			reflect.ValueOf(&c).Elem().FieldByIndex(f.index).SetZero()
		}
	}
	if err := k.Unmarshal("", &c); err != nil {
		return refuse(err.Error())
	}
	dir, err := filepath.Abs(filepath.Dir(path))
	if err != nil {
		return nil, fmt.Errorf("config: %w", err)
	}
	c.resolve(dir)
	return &c, nil
}

// checkKeys finds keys that there are not and values of the wrong type.
func checkKeys(k *koanf.Koanf, lineOf map[string]int) []string {
	type problem struct {
		line int
		text string
	}
	var found []problem
	for key, value := range k.All() {
		f, known := find(key)
		if tables, ok := value.([]any); ok && known && f.isTables() {
			for i, table := range tables {
				for name, text := range checkTable(f, table) {
					at := fmt.Sprintf("%s[%d]", key, i)
					if name != "" {
						at += "." + name
					}
					found = append(found, problem{lineOf[at], text})
				}
			}
			continue
		}
		_, empty := value.(map[string]any)
		switch {
		case empty && isSection(key):
			continue
		case !known:
			found = append(found, problem{lineOf[key], "there is no key " + key})
		case f.isMap() && key == f.key && empty:
			continue
		case f.isTables():
			found = append(found, problem{lineOf[key], f.wantsTables()})
		case !f.fits(value) || f.isMap() && strings.Count(key, ".") != strings.Count(f.key, ".")+1:
			found = append(found, problem{lineOf[key], fmt.Sprintf("%s must be a %s", f.key, f.kind())})
		}
	}
	sort.Slice(found, func(i, j int) bool {
		return found[i].line < found[j].line || found[i].line == found[j].line && found[i].text < found[j].text
	})
	problems := make([]string, len(found))
	for i, p := range found {
		problems[i] = fmt.Sprintf("line %d: %s", p.line, p.text)
	}
	return problems
}

// checkTable finds what is wrong with the keys of one table of a list, by key.
func checkTable(f field, table any) map[string]string {
	keys, ok := table.(map[string]any)
	if !ok {
		return map[string]string{"": f.wantsTables()}
	}
	wrong := map[string]string{}
	for name, value := range keys {
		at := slices.IndexFunc(f.inner(), func(inner field) bool { return inner.key == name })
		switch {
		case at < 0:
			wrong[name] = fmt.Sprintf("there is no key %s in %s", name, f.key)
		case !f.inner()[at].fits(value):
			wrong[name] = fmt.Sprintf("%s of %s must be a %s", name, f.key, f.inner()[at].kind())
		}
	}
	return wrong
}

// isSection tells whether key is a table that holds keys.
func isSection(key string) bool {
	for _, f := range fields {
		if strings.HasPrefix(f.key, key+".") {
			return true
		}
	}
	return false
}

// loadEnvironment lays the variables over the file. Variables of the prefix
// that begin like a section but name no key are mistakes; others are not ours.
func loadEnvironment(k *koanf.Koanf, environ []string) (problems []string) {
	err := k.Load(env.Provider(".", env.Opt{
		Prefix:      envPrefix,
		EnvironFunc: func() []string { return environ },
		TransformFunc: func(name, value string) (string, any) {
			key, f, ok := keyOfVariable(name)
			if !ok {
				if section, _, cut := strings.Cut(strings.ToLower(strings.TrimPrefix(name, envPrefix)), "_"); cut && isSection(section) {
					problems = append(problems, fmt.Sprintf("environment: %s names no key", name))
				}
				return "", nil
			}
			parsed, err := f.parse(value)
			if err != nil {
				problems = append(problems, fmt.Sprintf("environment: %s: %v", name, err))
				return "", nil
			}
			return key, parsed
		},
	}), nil)
	if err != nil {
		problems = append(problems, "environment: "+err.Error())
	}
	sort.Strings(problems)
	return problems
}

// keyOfVariable finds the key that a variable sets: HEADROOM_NAME_CY, name.cy.
func keyOfVariable(name string) (string, field, bool) {
	for _, f := range fields {
		if !f.isMap() && f.env() == name {
			return f.key, f, true
		}
		language, ok := strings.CutPrefix(name, strings.TrimSuffix(f.env(), "EN"))
		if f.isMap() && ok && language != "" {
			return f.key + "." + strings.ToLower(language), f, true
		}
	}
	return "", field{}, false
}

// lines finds the line of every key of a TOML text that has been parsed before.
func lines(data []byte) map[string]int {
	at := make(map[string]int)
	var p unstable.Parser
	p.Reset(data)
	table, list := "", ""
	count := make(map[string]int)
	for p.NextExpression() {
		e := p.Expression()
		if e.Kind == unstable.KeyValue {
			keyValue(&p, e, table, at)
			continue
		}
		name, line := path(&p, e)
		if name == "" {
			continue
		}
		switch {
		case e.Kind == unstable.ArrayTable:
			list = name
			name = fmt.Sprintf("%s[%d]", list, count[list])
			count[list]++
		case list != "" && strings.HasPrefix(name, list+"."): // a table inside the newest of a list
			name = fmt.Sprintf("%s[%d]%s", list, count[list]-1, name[len(list):])
		}
		table = name + "."
		at[name] = line
	}
	return at
}

// keyValue notes the line of a key, and of those in its inline table.
func keyValue(p *unstable.Parser, e *unstable.Node, prefix string, at map[string]int) {
	name, line := path(p, e)
	at[prefix+name] = line
	if v := e.Value(); v.Kind == unstable.InlineTable {
		for it := v.Children(); it.Next(); {
			keyValue(p, it.Node(), prefix+name+".", at)
		}
	}
}

// path is a node's dotted key and its line.
func path(p *unstable.Parser, e *unstable.Node) (name string, line int) {
	if e.Kind != unstable.KeyValue && e.Kind != unstable.Table && e.Kind != unstable.ArrayTable {
		return "", 0
	}
	var parts []string
	for it := e.Key(); it.Next(); {
		parts = append(parts, string(it.Node().Data))
		if line == 0 {
			line = p.Shape(it.Node().Raw).Start.Line
		}
	}
	return strings.Join(parts, "."), line
}
