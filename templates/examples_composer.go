package templates

import "time"

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
