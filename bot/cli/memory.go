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
	quietMade  = 1 << 20 // bytes that may be allocated meanwhile
	quietLeft  = 8 << 20 // bytes that may lie about
)

// tidy collects and gives memory back in quiet moments: when hardly anything was allocated since the last look, and
// there is enough to give. What the handshakes of 4,000 sockets needed would otherwise wait for the next load to be
// collected. It leaves the collector alone where GOGC sets it.
func tidy(ctx context.Context) error {
	if os.Getenv("GOGC") != "" {
		return nil
	}
	tick := time.NewTicker(quietEvery)
	defer tick.Stop()
	var seen uint64
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		allocated, lying := heap()
		if allocated-seen < quietMade && lying > quietLeft {
			debug.FreeOSMemory()
		}
		seen = allocated
	}
}

// heap gives the bytes allocated since the start, and those that hold nothing of use and are not given back: not
// collected yet, or free. What was allocated and lives since the last collection counts as well.
func heap() (allocated, lying uint64) {
	s := []metrics.Sample{
		{Name: "/gc/heap/allocs:bytes"}, {Name: "/memory/classes/heap/objects:bytes"}, {Name: "/gc/heap/live:bytes"}, {Name: "/memory/classes/heap/free:bytes"},
	}
	metrics.Read(s)
	objects, live, free := s[1].Value.Uint64(), s[2].Value.Uint64(), s[3].Value.Uint64()
	return s[0].Value.Uint64(), free + max(objects, live) - live
}
