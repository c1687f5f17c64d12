//go:build !linux

package text_test

import "time"

var began = time.Now()

// spent is the time since the test began, where a thread's own cannot be asked.
func spent() time.Duration { return time.Since(began) }
