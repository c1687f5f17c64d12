package templates

import (
	"html/template"
	"time"
)

func samplePreview() *Preview {
	return &Preview{Title: "Two classes", Lang: "en", Called: []string{"Eira Sample"}, Nobody: []string{"nobody"},
		HTML: template.HTML(`<p>Two <strong>classes</strong>, <a href="https://a.example/x" rel="nofollow noopener noreferrer">see this <bdi class="hr-link-host">(a.example)</bdi></a>, @nobody.</p>`)}
}

// composing are the states of the forms for writing, and their fragments.
func (x examples) composing() []Example {
	form := ComposeForm{Title: "Two classes", Body: "Two **classes**, [see this](https://a.example/x), @nobody.", Lang: "en", Alt: "A third hall", Pictures: []PictureForm{{ID: 77, Alt: "A hall"}, {ID: 78}}, Seen: 1, Preview: samplePreview(), Limit: 10 << 20}
	form.Similar = &Similar{Page: x.member("communities"), Threads: sampleThreads(2)}
	form.Preview.Images = []Image{{URL: "/files/77", Alt: "A hall"}, {URL: "/files/78"}}
	newer := x.member("communities")
	newer.Flash = []Flash{{Kind: "info", Key: "flash.draft_newer"}}
	edit := ComposeForm{Title: "Two classes", Body: "Two classes", Lang: "en"}
	return []Example{
		{"compose-preview", Compose{Page: x.member("communities"), Community: sampleCommunity(0), Audience: sampleAudience, Form: form}},
		{"post-edit-newer", PostEdit{Page: newer, PostID: 500, ThreadID: 100, ThreadTitle: "Two classes", ThreadLang: "en", Titled: true, Form: edit, Community: sampleCommunity(0), Audience: sampleAudience}},
		{"#preview", PreviewPart{Page: x.member(""), It: samplePreview()}},
		{"#preview-error", PreviewPart{Page: faulty(x.member(""), FieldError{Field: "body", Key: "error.required.body"})}},
		{"#draft-saved", DraftSaved{Page: x.member(""), At: exampleTime, Seen: 1}},
		{"#draft-newer", DraftSaved{Page: x.member(""), At: exampleTime, Seen: 1, Newer: true}},
		{"#mentions", MentionRows{Page: x.member(""), Rows: []MentionRow{{Name: "eira@wales.example", Who: sampleByline(0)}, {Name: "morag", Who: sampleByline(1)}}}},
		{"#mentions-none", MentionRows{Page: x.member("")}},
	}
}

func sampleVersions() []Version {
	return []Version{
		{At: exampleTime.Add(time.Hour), Title: "Two classes", Lang: "en", HTML: "<p>Two classes and one teacher.</p>",
			TitleChanges: []Change{{Text: "Too", Removed: true}, {Text: "Two", Added: true}, {Text: " classes"}},
			Changes:      []Change{{Text: "Too", Removed: true}, {Text: "Two", Added: true}, {Text: " classes"}, {Text: " and one teacher", Added: true}, {Text: "."}}},
		{At: exampleTime.Add(time.Minute), Title: "Too classes", Lang: "en", HTML: "<p>Too classes.</p>",
			Changes: []Change{{Text: "Too"}, {Text: " many", Removed: true}, {Text: " classes."}}},
		{At: exampleTime, Title: "Too classes", Lang: "en", HTML: "<p>Too many classes.</p>"},
	}
}
