package storage

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// namesSomebody finds columns that may name one of our people.
var namesSomebody = regexp.MustCompile(`(^|_)(person|account|author|owner|reporter|actor|sponsor|starter|sender|member|voter|other|subject|signer)(_id|_iri)?$|^by_id$|^(from|to)_person`)

// nobodyOfOurs are columns that look so and name nobody of ours, each with a reason.
var nobodyOfOurs = map[string]string{
	"job.lease_owner":         "a process",
	"node.owner":              "a process",
	"community.members":       "the address of a list",
	"outside_follow.actor_id": "somebody of other software",
	"outside_like.actor_id":   "somebody of other software",
	"outside_key.owner":       "a community",
	"outside_tie.actor_id":    "a group of other software",
	"outside_heard.actor_id":  "a group of other software",
	"linked_account.actor":    "an address elsewhere; blanked with its person",
	"linked_post.actor":       "an account elsewhere",
	"sign_on.subject":         "a hash of a service's; blanked with the application",
	"guest.person":            "the address of somebody of a peer",
}

// TestEveryPersonalColumnIsAccountedFor: a column that names somebody is in the table
// by which accounts are erased, with what becomes of its rows; and what the table
// says exists.
func TestEveryPersonalColumnIsAccountedFor(t *testing.T) {
	t.Parallel()
	db, err := Open(t.Context(), Options{Database: "sqlite:" + filepath.Join(t.TempDir(), "erase.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var columns []string
	if err := db.readers.SelectContext(t.Context(), &columns, `select m.name || '.' || c.name from sqlite_master m, pragma_table_info(m.name) c
		where m.type = 'table' and m.name not like 'sqlite%'`); err != nil {
		t.Fatal(err)
	}
	there, known := map[string]bool{}, map[string]bool{}
	for _, c := range columns {
		there[c] = true
	}
	for _, p := range personal {
		name := p.table + "." + p.column
		known[name] = true
		if !there[name] {
			t.Errorf("%s is erased and does not exist", name)
		}
		if p.blank != "" && p.kept != "" {
			t.Errorf("%s is blanked and kept", name)
		}
	}
	found := 0
	for _, c := range columns {
		_, column, _ := strings.Cut(c, ".")
		if !namesSomebody.MatchString(column) {
			continue
		}
		found++
		if !known[c] && nobodyOfOurs[c] == "" {
			t.Errorf("%s may name somebody: say in erase.go what becomes of it when their account is erased", c)
		}
	}
	if found < 50 {
		t.Errorf("only %d columns looked at", found)
	}
}
