package demo

import (
	"headroom/community"
	"headroom/templates"
)

// nation is the plan of one instance.
type nation struct {
	word        string // as in host names, the catalogues and the ready file
	code        string
	language    string
	name        community.LangMap
	people      []person
	communities []room
}

func (n nation) colour() string { return templates.Themes[n.word].Colour }

// person is an invented person. The first of each nation are a facilitator and
// the head whom the things to try are about.
type person struct {
	username, name, role, post, school, authority, phase string
	specialisms                                          []string
	biography                                            string
}

// room is a community with its first conversation.
type room struct {
	username, access, reach  string
	moderator, second        string   // first moderator, and another if there is one
	members                  []string // let in besides the first moderator
	name, summary, rules     community.LangMap
	language, title, opening string
	replier, reply           string
}

// rules are those of every sample community.
var rules = community.LangMap{
	"en": "Speak as you would in a staff room among colleagues. Name no pupils, and no colleagues who are not here. What is written here stays here.",
	"cy": "Siaradwch fel y byddech yn yr ystafell athrawon ymysg cydweithwyr. Peidiwch ag enwi disgyblion, na chydweithwyr nad ydynt yma. Mae'r hyn a ysgrifennir yma yn aros yma.",
	"gd": "Bruidhnibh mar a dhèanadh sibh ann an seòmar an luchd-teagaisg. Na ainmichibh sgoilearan, no co-obraichean nach eil an seo. Fuirichidh na sgrìobhar an seo an seo.",
}

// nations are the three instances, in the order of their ports.
var nations = []nation{scotland, wales, england}

var scotland = nation{
	word: "scotland", code: "SCT", language: "en",
	name: community.LangMap{"en": "Headroom Scotland", "cy": "Headroom yr Alban", "gd": "Headroom Alba"},
	people: []person{
		{"catriona", "Catrìona Sampla", "facilitator", "Facilitator", "", "Sample Highland Council", "primary",
			[]string{"small schools"}, "I help heads of small and island schools to find one another, and keep the conversations going between meetings."},
		{"morag", "Morag Sample", "head", "Headteacher", "Sample Primary, Isle of Sampla", "Sample Highland Council", "primary",
			[]string{"Gaelic-medium", "composite classes"}, "Head of a two-teacher school on an invented island. I teach four days a week and look after a Gaelic-medium class."},
		{"eilidh", "Eilidh Example", "head", "Headteacher", "Sample Academy, Inversample", "Sample Highland Council", "secondary",
			[]string{"staffing"}, "Head of an invented secondary school with a hostel for pupils who live too far away to travel each day."},
		{"ruairidh", "Ruairidh Specimen", "head", "Headteacher", "Specimen Primary, Glen Specimen", "Sample Moray Council", "primary",
			[]string{"outdoor learning"}, "Head of two invented schools in one glen, which means two boilers, two parent councils and one of me."},
		{"callum", "Callum Sample", "applicant", "Depute Headteacher", "Sample Academy, Inversample", "Sample Highland Council", "secondary",
			nil, "Depute head of an invented school; my headship has not been verified, so that you can see what I cannot see."},
	},
	communities: []room{
		{username: "highlands-islands", access: "closed", reach: "peers", moderator: "morag", second: "catriona",
			members: []string{"catriona", "eilidh", "ruairidh"}, rules: rules, language: "en",
			name: community.LangMap{"en": "Highlands and Islands", "cy": "Yr Ucheldiroedd a'r Ynysoedd", "gd": "A' Ghàidhealtachd 's na h-Eileanan"},
			summary: community.LangMap{
				"en": "For heads of schools at the end of a long road or a short ferry: staffing, composite classes, weather and isolation.",
				"cy": "I benaethiaid ysgolion ar ben ffordd hir neu daith fferi fer: staffio, dosbarthiadau cymysg, tywydd ac unigedd.",
				"gd": "Do chinn sgoiltean aig ceann rathaid fhada no aiseig ghoirid: luchd-obrach, clasaichean measgaichte, aimsir agus iomallachd.",
			},
			title:   "Welcome, and who covers for you?",
			opening: "Fàilte, and welcome.\n\nTo begin with: **who covers your class** when you are called away as head? Here it is whoever missed the ferry. What works at your end of the road?",
			replier: "eilidh", reply: "We share one supply teacher between three schools and pay her a retainer. It costs less than it sounds, and she knows the children by name."},
		{username: "success-stories", access: "open", reach: "peers", moderator: "catriona", members: []string{"morag"}, rules: rules, language: "en",
			name: community.LangMap{"en": "Success stories", "cy": "Straeon llwyddiant", "gd": "Sgeulachdan soirbheis"},
			summary: community.LangMap{
				"en": "What went well, told so that somebody else can do it on Monday. Everyone may read.",
				"cy": "Beth aeth yn dda, wedi'i adrodd fel y gall rhywun arall ei wneud ddydd Llun. Caiff pawb ddarllen.",
				"gd": "Na chaidh gu math, air innse gus an urrainn do chuideigin eile a dhèanamh Diluain. Faodaidh a h-uile duine leughadh.",
			},
			title:   "What to put in a success story",
			opening: "Three paragraphs are enough: what the trouble was, what you did, and how you know that it helped. Leave out names.",
			replier: "morag", reply: "A walking bus on the shore path. Lateness fell from nine children a day to one, and that one is the head."},
		{username: "phased-retirement", access: "private", reach: "instance", moderator: "eilidh", members: []string{"ruairidh"}, rules: rules, language: "en",
			name:    community.LangMap{"en": "Phased retirement", "cy": "Ymddeoliad graddol", "gd": "Leigeil dheth dreuchd mean air mhean"},
			summary: community.LangMap{"en": "By invitation: for heads who think about going.", "cy": "Trwy wahoddiad: i benaethiaid sy'n ystyried gadael.", "gd": "Le cuireadh: do chinn-sgoile a tha a' smaoineachadh air falbh."},
			title:   "Before this is known", opening: "I am glad that there is a place to think aloud about this. Nobody outside can see that the place exists.",
			replier: "ruairidh", reply: "Likewise. Three years to go, and counting in boilers."},
	},
}
