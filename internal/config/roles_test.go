package config_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"headroom/internal/config"
)

// bursar is a sound role.
func bursar() config.Role {
	return config.Role{ID: "bursar", Scope: "school", Name: map[string]string{"en": "Bursar", "cy": "Bwrsar", "gd": "Ionmhasair"}}
}

func TestRolesAreReadAndWritten(t *testing.T) {
	t.Parallel()
	c, err := config.Load(write(t, sample+`
[[roles]]
id = "bursar"
scope = "school"
name = { en = "Bursar", cy = "Bwrsar", gd = "Ionmhasair" }

[[roles]]
id = "governor"
scope = "instance"
[roles.name]
en = "Governor"
cy = "Llywodraethwr"
`), nil)
	if err != nil {
		t.Fatal(err)
	}
	want := []config.Role{bursar(), {ID: "governor", Scope: "instance", Name: map[string]string{"en": "Governor", "cy": "Llywodraethwr"}}}
	if diff := cmp.Diff(want, c.Roles); diff != "" {
		t.Errorf("read (-want +got):\n%s", diff)
	}
	if problems := c.Check(); len(problems) > 0 {
		t.Errorf("Check() = %q", problems)
	}
	var b bytes.Buffer
	if err := config.Write(&b, *c); err != nil {
		t.Fatal(err)
	}
	again, err := config.Load(write(t, b.String()), nil)
	if err != nil {
		t.Fatalf("%v in\n%s", err, &b)
	}
	if diff := cmp.Diff(c.Roles, again.Roles); diff != "" {
		t.Errorf("read back (-written +read):\n%s", diff)
	}
}

func TestRolesThatAreNone(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		text    string
		environ []string
		want    string
	}{
		"a key that there is not": {"[[roles]]\nid = 'bursar'\nrank = 'high'\n", nil, "line 3: there is no key rank in roles"},
		"a number for a name":     {"[[roles]]\nid = 'bursar'\nname = { en = 3 }\n", nil, "line 3: name of roles must be a text by language"},
		"a text":                  {"roles = 'bursar'\n", nil, "roles must be a list of tables [[roles]] with id (text), name (text by language), scope (text)"},
		"a list of texts":         {"roles = ['bursar']\n", nil, "roles must be a list of tables"},
		"a variable":              {"", []string{"HEADROOM_ROLES=bursar"}, "roles can stand in the file only"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := config.Load(write(t, tc.text), tc.environ)
			var refused *config.LoadError
			if !errors.As(err, &refused) || len(refused.Problems) != 1 || !strings.Contains(refused.Problems[0], tc.want) {
				t.Errorf("Load() = %v, want %q", err, tc.want)
			}
		})
	}
}

func TestCheckRoles(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		change func(*config.Config)
		want   string // part of the one problem; empty: none
	}{
		"sound":               {func(*config.Config) {}, ""},
		"a language missing":  {func(c *config.Config) { c.Languages = []string{"en", "cy"}; delete(c.Roles[0].Name, "cy") }, "name.cy is missing"},
		"a blank name":        {func(c *config.Config) { c.Roles[0].Name["en"] = " " }, "name.en is missing"},
		"an unknown language": {func(c *config.Config) { c.Roles[0].Name["fr"] = "Intendant" }, "no translation for that language"},
		"a template":          {func(c *config.Config) { c.Roles[0].Name["en"] = "{{.X}}" }, "without brackets"},
		"a long name":         {func(c *config.Config) { c.Roles[0].Name["en"] = strings.Repeat("x", 61) }, "at most 60 characters"},
		"no id":               {func(c *config.Config) { c.Roles[0].ID = "" }, "has no id"},
		"a bad id":            {func(c *config.Config) { c.Roles[0].ID = "School Bursar" }, "must be at most 40 lower-case"},
		"a percent sign":      {func(c *config.Config) { c.Roles[0].ID = "b%" }, "must be at most 40 lower-case"},
		"built in":            {func(c *config.Config) { c.Roles[0].ID = "facilitator" }, "built in"},
		"the peers' word":     {func(c *config.Config) { c.Roles[0].ID = "other" }, "built in"},
		"twice":               {func(c *config.Config) { c.Roles = append(c.Roles, bursar()) }, "stands twice"},
		"scope":               {func(c *config.Config) { c.Roles[0].Scope = "nation" }, "must be instance, authority or school"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := sound()
			c.Roles = []config.Role{bursar()}
			tc.change(&c)
			got := c.Check()
			if tc.want == "" && len(got) != 0 || tc.want != "" && (len(got) != 1 || !strings.Contains(got[0], tc.want)) {
				t.Errorf("Check() = %q, want %q", got, tc.want)
			}
		})
	}
}
