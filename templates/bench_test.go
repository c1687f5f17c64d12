package templates

import (
	"net/http/httptest"
	"testing"
)

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		if _, err := New(Options{Name: "Sample Heads", Nation: "wales"}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkHome(b *testing.B) {
	r, err := New(Options{Name: "Sample Heads", Nation: "wales"})
	if err != nil {
		b.Fatal(err)
	}
	for _, e := range r.Examples("cy") {
		if e.Name != "home" && e.Name != "thread" {
			continue
		}
		b.Run(e.Name, func(b *testing.B) {
			for b.Loop() {
				if err := r.Render(httptest.NewRecorder(), 200, e.View); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
