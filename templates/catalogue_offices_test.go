package templates

import "testing"

// TestOfficesAreOfOneInstance gives two instances of one process the same word,
// and a third one none.
func TestOfficesAreOfOneInstance(t *testing.T) {
	t.Parallel()
	made := func() *Catalogue {
		c, err := NewCatalogue([]string{"en", "cy"}, nil)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	for range 2 {
		c := made()
		if err := c.addOffices(map[string]map[string]string{"almoner": {"en": "Almoner", "cy": "Elusennwr"}}); err != nil {
			t.Fatal(err)
		}
		if got := c.Translate("cy", "office.almoner"); got != "Elusennwr" {
			t.Errorf("the word is %q", got)
		}
	}
	if got := made().Translate("en", "office.almoner"); got != "office.almoner" {
		t.Errorf("another instance says %q", got)
	}
}
