package templates

// ExampleLetters returns every letter in its states, for tests and for looking
// at. All people in them are invented.
func ExampleLetters() []Letter {
	const link = "https://scotland.example/set-password/abc"
	return []Letter{
		ResetLetter{Name: "Eira & Co", Link: link, Hours: 1},
		FirstLetter{Name: "Eira & Co", Link: link, Hours: 48, Operator: true},
		FirstLetter{Name: "Eira & Co", Link: link, Hours: 48},
		JoinLetter{Name: "Eira & Co", Community: "Dysgu", Link: link, Accepted: true},
		JoinLetter{Name: "Eira & Co", Community: "Dysgu", Link: link, Reason: "Full"},
	}
}
