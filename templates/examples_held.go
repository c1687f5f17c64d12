package templates

import "time"

// sampleHeld are a conversation and a reply that wait.
func sampleHeld() []HeldRow {
	return []HeldRow{
		{Number: 71, Who: sampleByline(4), Title: "Snow days", Lang: "en", HTML: "<p>How do you decide when to close?</p>", Pictures: []string{"A road in snow"},
			Cause: "newcomer", At: exampleTime},
		{Number: 72, Who: sampleByline(5), Lang: "cy", ThreadID: 100, ThreadTitle: "Heating oil, again", HTML: "<p>Diolch yn fawr.</p>",
			Cause: "review", At: exampleTime.Add(time.Hour)},
	}
}
