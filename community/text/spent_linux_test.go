package text_test

import (
	"syscall"
	"time"
)

// ofThread is RUSAGE_THREAD (getrusage(2)).
const ofThread = 1

// spent is the processor time of the calling thread: other work on the machine
// does not count.
func spent() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(ofThread, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
