package verification

import (
	"slices"
	"strings"
)

// Standing is what a title says about who holds it.
type Standing string

// What a title can say. Only Leads lets evidence of other kinds count towards a
// head's credential by itself; a person decides about all others.
const (
	Leads    Standing = "leads"    // headteacher, principal, rector, pennaeth …
	Supports Standing = "supports" // deputy, depute, assistant, vice …
	Part     Standing = "part"     // leads a part: department, year, sixth form …
	Outside  Standing = "outside"  // inspector, adviser, governor, consultant …
	Past     Standing = "past"     // retired, former
	Aspires  Standing = "aspires"  // preparing for headship
	Unclear  Standing = "unclear"  // anything else
	Missing  Standing = "no-title" // blank
)

// Manner is how a school is led.
type Manner string

// The manners of headship. Substantive is the usual one.
const (
	Substantive Manner = "head"
	Acting      Manner = "acting"
	Executive   Manner = "executive"
	CoHead      Manner = "co-head"
	Seconded    Manner = "seconded"
	Retired     Manner = "retired"
)

// leading titles, whole: what stands around them is told apart first.
var leading = list(`head | headteacher | head teacher | headmaster | headmistress | principal | rector | headship
	| executive head | executive headteacher | executive head teacher | executive principal
	| pennaeth | prifathro | prifathrawes | pennaeth ysgol | pennaeth gweithredol
	| ceannard | ceannard-sgoile | ceannard sgoile | maighstir-sgoile | ban-cheannard`)

// manners are words around a leading title that say how the school is led.
var manners = []struct {
	words  []string
	manner Manner
}{
	{list("acting | interim | temporary | dros dro | gweithredu | an gnìomh | ann an gnìomh | an-dràsta"), Acting},
	{list("executive | gweithredol | gnìomhach"), Executive},
	{list("co | joint | shared | job share | job-share | cyd | co-"), CoHead},
	{list("seconded | on secondment | secondiad | ar secondiad | air iasad"), Seconded},
}

// telling are words that decide, in this order: the first that a title holds
// counts.
var telling = []struct {
	says  Standing
	words []string
}{
	{Past, list("retired | former | formerly | ex | emeritus | past | wedi ymddeol | cyn-bennaeth | cyn bennaeth | air chluainidh | a bha")},
	{Aspires, list("aspiring | trainee | associate head in training | npqh candidate | into headship | future | darpar | prospective")},
	{Supports, list(`deputy | depute | assistant | vice | associate | under | second master | second mistress | dirprwy | cynorthwyol
		| is-bennaeth | leas | leas-cheannard | iar-cheannard | cuideachaidh | senior teacher | dht | aht`)},
	{Outside, list(`inspector | inspectorate | hmi | hmie | ofsted | estyn | adviser | advisor | ymgynghorydd | arolygydd | neach-sgrùdaidh
		| consultant | governor | chair of | trustee | director of education | chief education | chief executive | ceo | education officer
		| quality improvement | school improvement | challenge adviser | lecturer | researcher | journalist | parent | councillor
		| psychologist | union | retired members | clerk | recruiter`)},
	{Part, list(`head of | heads of | pennaeth adran | pennaeth blwyddyn | pennaeth cyfadran | ceannard roinn | principal teacher | subject leader
		| leader of | lead for | head boy | head girl | prefect | director of | faculty head | department | departmental
		| sixth form | nursery manager | phase leader | key stage`)},
	{Supports, list(`secretary | personal assistant | pa to | assistant to | to the head | to the principal | head's | headteacher's | principal's
		| office manager | business manager | bursar | caretaker | head chef | head cook | head gardener | head caretaker
		| head coach | head groundsman | supply | cover | teacher | athro | athrawes | tidsear | senco | aln | student | pupil | technician | librarian | chaplain`)},
}

// Title reads a title as it was typed, in English, Welsh or Gaelic.
func Title(title string) (Standing, Manner) {
	plain := plainTitle(title)
	if plain == "" {
		return Missing, ""
	}
	if slices.Contains(leading, plain) {
		return Leads, mannerOf(plain)
	}
	bare := plain
	for _, l := range leading { // "head teacher" holds "teacher"
		bare = strings.TrimSpace(strings.ReplaceAll(" "+bare+" ", " "+l+" ", " · "))
	}
	for _, t := range telling {
		for _, w := range t.words {
			text := bare
			if strings.HasPrefix(w, "head") || strings.HasPrefix(w, "pennaeth") || strings.HasPrefix(w, "principal") || strings.HasPrefix(w, "ceannard") {
				text = plain
			}
			if holds(text, w) {
				if t.says == Past {
					return Past, Retired
				}
				return t.says, ""
			}
		}
	}
	if rest := without(bare); rest == "·" {
		return Leads, mannerOf(plain)
	}
	return Unclear, ""
}

// without leaves out the words that say how a school is led.
func without(bare string) string {
	for _, m := range manners {
		for _, w := range m.words {
			bare = strings.ReplaceAll(" "+bare+" ", " "+w+" ", " ")
			bare = strings.TrimSpace(bare)
		}
	}
	return strings.Join(strings.Fields(bare), " ")
}

func mannerOf(plain string) Manner {
	for _, m := range manners {
		for _, w := range m.words {
			if holds(plain, w) {
				return m.manner
			}
		}
	}
	return Substantive
}

// holds reports whether whole words stand in a text.
func holds(text, words string) bool { return strings.Contains(" "+text+" ", " "+words+" ") }

// plainTitle folds case and space and parts words at what is no letter, but
// keeps accents, apostrophes and the hyphens of Welsh and Gaelic words.
func plainTitle(title string) string {
	title = strings.NewReplacer("’", "'", "‘", "'", "&", " and ", "/", " ", ",", " ", "(", " ", ")", " ", ".", " ",
		"–", " ", "co-head", "co head", "Co-head", "co head", "Co-Head", "co head", "vice-", "vice ", "Vice-", "vice ",
		"deputy-", "deputy ", "head-teacher", "head teacher", "Head-teacher", "head teacher", "Head-Teacher", "head teacher").Replace(title)
	return strings.Join(strings.Fields(strings.ToLower(title)), " ")
}

func list(text string) []string {
	var out []string
	for part := range strings.SplitSeq(text, "|") {
		out = append(out, strings.Join(strings.Fields(part), " "))
	}
	return out
}
