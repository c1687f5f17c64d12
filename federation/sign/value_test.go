package sign

import (
	"testing"
)

// TestValue reads a signed document by its decoded tree: texts are decoded, raw
// bytes are those that came, and nothing is taken for what it is not.
func TestValue(t *testing.T) {
	t.Parallel()
	const doc = `{"@context":["a"],"id":"https://a.example/1","n": 7 ,"name":"Si\u00e2n","list":[ "x" , null ],"inner":{"b":1,"a":"y"}}`
	raw, err := AddProof([]byte(doc), testOpts, testKey)
	if err != nil {
		t.Fatal(err)
	}
	s, err := ParseSigned(raw)
	if err != nil {
		t.Fatal(err)
	}
	members, ok := s.Root().Members()
	if !ok {
		t.Fatal("the document is no object")
	}
	got := map[string]Value{}
	for name, v := range members {
		got[name] = v
	}
	if name, ok := got["name"].Text(); !ok || name != "Siân" || string(got["name"].Raw()) != `"Si\u00e2n"` {
		t.Errorf("name is %q, %v, raw %s", name, ok, got["name"].Raw())
	}
	if items, ok := got["list"].Items(); !ok || len(items) != 2 || string(items[1].Raw()) != "null" {
		t.Errorf("list: %v, %v", items, ok)
	} else if _, ok := items[1].Text(); ok {
		t.Error("null is a text")
	}
	if !got["inner"].Is(`{"a":"y","b":1}`) || got["inner"].Is(`{"a":"y"}`) || string(got["n"].Raw()) != "7" {
		t.Errorf("inner %s, n %s", got["inner"].Raw(), got["n"].Raw())
	}
	for name, v := range map[string]Value{"a text": got["name"], "an array": got["list"], "nothing": {}} {
		if _, ok := v.Members(); ok {
			t.Errorf("%s has members", name)
		}
	}
	if _, ok := got["inner"].Items(); ok || (Value{}).Is("null") || (Value{}).Raw() != nil {
		t.Error("what is not there is something")
	}
	for name := range members {
		if name != "@context" {
			t.Errorf("the first name is %q", name)
		}
		break
	}
}
