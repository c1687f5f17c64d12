package templates

// Appearances are what a person can choose, the first being none: pages look
// as the device asks. The others go before what the device asks.
var Appearances = []string{"", "light", "dark", "contrast"}

// AppearanceChoice is one of [Appearances] with its name.
type AppearanceChoice struct {
	Value, Label string
	Chosen       bool
}

// AppearanceChoices are the looks that can be chosen on every page.
func (p Page) AppearanceChoices() []AppearanceChoice {
	list := make([]AppearanceChoice, len(Appearances))
	for i, value := range Appearances {
		name := value
		if name == "" {
			name = "device"
		}
		list[i] = AppearanceChoice{Value: value, Label: p.Word("appearance", name), Chosen: p.Appearance == value}
	}
	return list
}

// Address is where this page is, with what the address asks for.
func (p Page) Address() string {
	if len(p.Query) == 0 {
		return p.Self
	}
	return p.Self + "?" + p.Query.Encode()
}
