package config

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
)

// field is one key, as its struct tags tell.
type field struct {
	key   string // with dots: smtp.host
	def   string // as in the tag
	doc   string
	typ   reflect.Type
	index []int
}

// fields are all keys in the order of the struct.
var fields = collect(reflect.TypeFor[Config](), "", nil)

func collect(t reflect.Type, prefix string, index []int) []field {
	var list []field
	for i := range t.NumField() {
		f := t.Field(i)
		key := prefix + f.Tag.Get("koanf")
		at := append(append([]int(nil), index...), i)
		if f.Type.Kind() == reflect.Struct {
			list = append(list, collect(f.Type, key+".", at)...)
			continue
		}
		list = append(list, field{key: key, def: f.Tag.Get("def"), doc: f.Tag.Get("doc"), typ: f.Type, index: at})
	}
	return list
}

// find returns the field of a key. Keys below a map (name.cy) belong to it.
func find(key string) (field, bool) {
	for _, f := range fields {
		if f.key == key || f.isMap() && strings.HasPrefix(key, f.key+".") {
			return f, true
		}
	}
	return field{}, false
}

func (f field) isMap() bool { return f.typ.Kind() == reflect.Map }

// isTables tells whether the key is a list of tables, [[key]] in the file. They
// are not set by variables.
func (f field) isTables() bool {
	return f.typ.Kind() == reflect.Slice && f.typ.Elem().Kind() == reflect.Struct
}

// inner are the keys of each table of a list of tables.
func (f field) inner() []field { return collect(f.typ.Elem(), "", nil) }

// env is the variable of the environment: HEADROOM_SMTP_HOST. Of a map it is
// the part before the language.
func (f field) env() string {
	name := envPrefix + strings.ToUpper(strings.ReplaceAll(f.key, ".", "_"))
	if f.isMap() {
		name += "_EN"
	}
	return name
}

// kind is the type in words.
func (f field) kind() string {
	switch f.typ.Kind() {
	case reflect.Slice:
		if f.isTables() {
			return "list of tables"
		}
		return "list of texts"
	case reflect.Int:
		return "whole number"
	case reflect.Bool:
		return "true or false"
	case reflect.Map:
		return "text by language"
	default:
		return "text"
	}
}

// parse reads a value as the environment and the default tags give it: lists
// with commas between.
func (f field) parse(s string) (any, error) {
	if f.isTables() {
		return nil, fmt.Errorf("%s can stand in the file only", f.key)
	}
	switch f.typ.Kind() {
	case reflect.Int:
		n, err := strconv.Atoi(s)
		if err != nil {
			return nil, fmt.Errorf("%s must be a whole number, not %q", f.key, s)
		}
		return n, nil
	case reflect.Bool:
		if s != "true" && s != "false" {
			return nil, fmt.Errorf("%s must be true or false, not %q", f.key, s)
		}
		return s == "true", nil
	case reflect.Slice:
		list := []string{}
		for part := range strings.SplitSeq(s, ",") {
			if part = strings.TrimSpace(part); part != "" {
				list = append(list, part)
			}
		}
		return list, nil
	default:
		return s, nil
	}
}

// fits tells whether a value from the file has the field's type.
func (f field) fits(v any) bool {
	switch v := v.(type) {
	case string:
		return f.typ.Kind() == reflect.String || f.isMap()
	case int64:
		return f.typ.Kind() == reflect.Int
	case bool:
		return f.typ.Kind() == reflect.Bool
	case map[string]any: // inside a list of tables: a text by language
		for _, item := range v {
			if _, ok := item.(string); !ok {
				return false
			}
		}
		return f.isMap()
	case []any:
		if f.isTables() {
			return false // its tables are looked at one by one
		}
		for _, item := range v {
			if _, ok := item.(string); !ok {
				return false
			}
		}
		return f.typ.Kind() == reflect.Slice
	default:
		return false
	}
}

// wantsTables says what a list of tables must be.
func (f field) wantsTables() string {
	var names []string
	for _, k := range f.inner() {
		names = append(names, k.key+" ("+k.kind()+")")
	}
	return fmt.Sprintf("%s must be a list of tables [[%s]] with %s, and nothing else", f.key, f.key, strings.Join(names, ", "))
}

// defaults is the configuration with nothing set.
func defaults() Config {
	var c Config
	v := reflect.ValueOf(&c).Elem()
	for _, f := range fields {
		if f.def == "" {
			continue
		}
		value, err := f.parse(f.def)
		if err != nil {
			panic("config: default of " + err.Error()) // a tag in this package
		}
		v.FieldByIndex(f.index).Set(reflect.ValueOf(value))
	}
	return c
}

// Default is the configuration with nothing set. It does not pass Check: the
// public origin, the names and the nation have no default.
func Default() Config { return defaults() }
