package policy

import "testing"

// disclosures is the table: what each channel carries of others' posts, and of one's
// own, without a label, under the Chatham House Rule and of what is confidential.
var disclosures = map[Channel][6]Disclosure{
	//               others' posts                     own posts
	ChannelPage:    {Whole, Whole, Whole, Whole, Whole, Whole},
	ChannelMembers: {Whole, Whole, Whole, Whole, Whole, Whole},
	ChannelSearch:  {Whole, Whole, Nothing, Whole, Whole, Nothing},
	ChannelMail:    {Whole, Unattributed, Nothing, Whole, Unattributed, Nothing},
	ChannelDigest:  {Whole, Unattributed, Nothing, Whole, Unattributed, Nothing},
	ChannelPush:    {Whole, Unattributed, Nothing, Whole, Unattributed, Nothing},
	ChannelFeed:    {Whole, Unattributed, Nothing, Whole, Unattributed, Nothing},
	ChannelExport:  {Whole, Unattributed, Nothing, Whole, Whole, Whole},
	ChannelApp:     {Whole, Unattributed, Nothing, Whole, Whole, Whole},
	ChannelShare:   {Whole, Nothing, Nothing, Whole, Nothing, Nothing},
	ChannelOutside: {Whole, Nothing, Nothing, Whole, Nothing, Nothing},
}

// TestDisclose holds every channel to the table.
func TestDisclose(t *testing.T) {
	if len(disclosures) != len(Channels) {
		t.Errorf("%d rows for %d channels", len(disclosures), len(Channels))
	}
	for _, ch := range Channels {
		row, ok := disclosures[ch]
		if !ok {
			t.Errorf("no row for %s", ch)
		}
		for i, want := range row {
			label, own := []Label{NoLabel, ChathamHouse, Confidential}[i%3], i >= 3
			if got := Disclose(label, ch, own); got != want {
				t.Errorf("%s of %q, own %v: %d, want %d", ch, label, own, got, want)
			}
		}
	}
	if got := Disclose(Confidential, "something new", true); got != Nothing {
		t.Errorf("a channel that nobody knows carries %d", got)
	}
	if got := Disclose("something new", ChannelMail, false); got != Nothing {
		t.Errorf("a label that nobody knows lets %d through", got)
	}
}

// TestLabelOf: what is not known counts as the strictest.
func TestLabelOf(t *testing.T) {
	for name, want := range map[string]Label{"": NoLabel, "chatham-house": ChathamHouse, "confidential": Confidential, "Chatham-House": Confidential, "x": Confidential} {
		if got := LabelOf(name); got != want {
			t.Errorf("%q is %q, want %q", name, got, want)
		}
	}
	for a, want := range map[Access]bool{Open: false, Closed: true, Private: true} {
		if MayLabel(a) != want {
			t.Errorf("labels where access is %d: want %v", a, want)
		}
	}
}
