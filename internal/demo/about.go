package demo

import (
	"context"

	"headroom/community"
)

// about is what a sample person says of themselves beside their biography.
type about struct {
	languages, askMe []string
	contact, since   string
	others           []string // further schools
	school           bool     // shared with other servers and on the school's page
}

// abouts are of the sample people, by username; whoever is missing says nothing
// more, which is to be seen as well.
var abouts = map[string]about{
	"catriona": {[]string{"en", "gd"}, []string{"finding a colleague", "meeting online"}, community.ContactAny, "", nil, false},
	"morag":    {[]string{"en", "gd"}, []string{"school ferries", "composite classes", "Gaelic-medium"}, community.ContactCommunity, "2011", nil, true},
	"eilidh":   {[]string{"en", "sco"}, []string{"school hostels", "staffing"}, community.ContactCommunity, "2024", nil, true},
	"ruairidh": {[]string{"en"}, []string{"boilers"}, community.ContactNone, "2003", []string{"Specimen Nursery, Glen Specimen"}, true},
	"gwen":     {[]string{"cy", "en"}, []string{"federation", "rural transport"}, community.ContactAny, "", nil, false},
	"sian":     {[]string{"cy", "en"}, []string{"small schools", "school ferries"}, community.ContactCommunity, "2014", nil, true},
	"emyr":     {[]string{"cy", "en", "fr"}, []string{"curriculum"}, community.ContactCommunity, "2019", nil, true},
	"nia":      {[]string{"cy", "en"}, []string{"two schools, one head"}, community.ContactCommunity, "2025", []string{"Ysgol Darlun Uchaf"}, true},
	"harriet":  {[]string{"en"}, []string{"networks"}, community.ContactAny, "", nil, false},
	"ruth":     {[]string{"en"}, []string{"mixed-age classes", "school ponds"}, community.ContactCommunity, "2016", nil, true},
	"daniel":   {[]string{"en", "ur"}, []string{"attendance"}, community.ContactNone, "2008", nil, false},
	"priya":    {[]string{"en", "pa"}, []string{"executive headship", "federations"}, community.ContactCommunity, "2005", []string{"Example Lower School", "Example Upper School"}, true},
}

// tell fills in the profile of a sample person who has just been added.
func (r *running) tell(ctx context.Context, at community.PersonView, p person) error {
	a, ok := abouts[p.username]
	if !ok {
		return nil
	}
	v := community.Viewer{Account: at.Account.ID, Person: at.ID, Name: at.IRI}
	return r.Service.UpdateProfile(ctx, v, community.ProfileInput{Name: p.name, Post: p.post, School: p.school, OtherSchools: a.others,
		Authority: p.authority, Nation: r.nation.code, Phase: []string{p.phase}, Specialisms: p.specialisms, Biography: p.biography,
		Language: at.Person.Language, Languages: a.languages, AskMe: a.askMe, Contact: a.contact, HeadSince: a.since, ShareYears: a.since != "", ShareSchool: a.school})
}
