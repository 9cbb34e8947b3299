package cli

import (
	"context"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// gcPercent lets the heap grow further between two collections than Go's own default: what lives is small beside what a
// turn needs for a moment. GOGC in the environment counts more.
const gcPercent = 300

// startPercent is for the start: nearly all that compiling allocates is kept or given back at its end, and collecting
// it on the way was a quarter of its time (4,000 items).
const startPercent = 800

// hasten sets the collector for the start.
func hasten() { collect(startPercent) }

// steady gives back what the start needed, and sets the collector for serving.
func steady() {
	debug.FreeOSMemory()
	collect(gcPercent)
}

func collect(percent int) {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(percent)
	}
}

const (
	quietEvery = 250 * time.Millisecond
	quietLeft  = 8 << 20 // bytes that may lie about
)

// tidy collects and gives memory back in quiet moments: when nothing was written since the last look, and there is enough
// to give. What the handshakes of 4,000 sockets needed would otherwise wait for the next load to be collected.
func tidy(ctx context.Context, written func() int64) error {
	tick := time.NewTicker(quietEvery)
	defer tick.Stop()
	var seen int64
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		n := written()
		if n == seen && lyingAbout() > quietLeft {
			debug.FreeOSMemory()
		}
		seen = n
	}
}

// lyingAbout is the memory that holds nothing of use and is not given back: not collected yet, or free. What was
// allocated and lives since the last collection counts as well.
func lyingAbout() uint64 {
	s := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}, {Name: "/gc/heap/live:bytes"}, {Name: "/memory/classes/heap/free:bytes"}}
	metrics.Read(s)
	objects, live, free := s[0].Value.Uint64(), s[1].Value.Uint64(), s[2].Value.Uint64()
	return free + max(objects, live) - live
}
