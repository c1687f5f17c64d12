package verification

// Example is a title in its language.
type Example struct{ Lang, Title string }

// Examples are titles that the public is told of, by what Title says of them.
// A test holds each of them to it.
var Examples = []struct {
	Standing Standing
	Titles   []Example
}{
	{Leads, []Example{{"en", "Headteacher"}, {"en", "Principal"}, {"en", "Rector"}, {"en", "Acting headteacher"}, {"en", "Executive headteacher"},
		{"en", "Co-headteacher"}, {"cy", "Pennaeth"}, {"cy", "Prifathro"}, {"cy", "Prifathrawes"}, {"cy", "Pennaeth gweithredol"},
		{"gd", "Ceannard-sgoile"}, {"gd", "Maighstir-sgoile"}}},
	{Supports, []Example{{"en", "Deputy headteacher"}, {"en", "Depute headteacher"}, {"en", "Assistant headteacher"}, {"en", "Vice principal"},
		{"en", "School business manager"}, {"en", "Headteacher’s secretary"}, {"en", "Teacher"}, {"cy", "Dirprwy bennaeth"}, {"gd", "Leas-cheannard"}}},
	{Part, []Example{{"en", "Head of department"}, {"en", "Head of year"}, {"en", "Head of sixth form"}, {"en", "Principal teacher"}, {"cy", "Pennaeth adran"}}},
	{Aspires, []Example{{"en", "Aspiring headteacher"}, {"en", "Trainee headteacher"}, {"cy", "Darpar bennaeth"}}},
	{Past, []Example{{"en", "Retired headteacher"}, {"en", "Former principal"}, {"cy", "Cyn bennaeth"}}},
	{Outside, []Example{{"en", "Inspector"}, {"en", "Education adviser"}, {"en", "School improvement officer"}, {"en", "Director of education"},
		{"en", "Governor"}, {"en", "Councillor"}, {"en", "Consultant"}, {"en", "Researcher"}, {"en", "Journalist"}, {"en", "Parent"},
		{"cy", "Arolygydd"}, {"cy", "Ymgynghorydd"}, {"gd", "Neach-sgrùdaidh"}}},
}
