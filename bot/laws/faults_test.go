package laws

import (
	"strings"
	"sync"
	"testing"
)

// soon is within how many conversations a fault must be seen.
const soon = inCI / 10

// TestFaults tests the tests: every fault sown in a machine is seen by some law soon, and the machine as it is passes
// the same conversation.
func TestFaults(t *testing.T) {
	var mu sync.Mutex
	seen, latest := 0, 0
	t.Cleanup(func() {
		t.Logf("shown: %d of %d faults sown were seen, the last in conversation %d", seen, len(faults), latest)
	})
	for _, f := range faults {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			for n := range soon {
				broken := held(t, n, f.wrap(realMachine))
				if broken == "" {
					continue
				}
				if without := held(t, n, realMachine); without != "" {
					t.Fatalf("conversation %d breaks %s without the fault", n, without)
				}
				law, _, _ := strings.Cut(broken, "\n")
				t.Logf("seen in conversation %d by %s", n+1, law)
				mu.Lock()
				defer mu.Unlock()
				seen, latest = seen+1, max(latest, n+1)
				return
			}
			t.Errorf("not seen in %d conversations", soon)
		})
	}
}

// held holds a conversation, and in one of ten two roads, to the laws; it says which was broken.
func held(t *testing.T, n int, m machine) string {
	catalog, ch := uint64(n%catalogs), seed(uint64(n))
	if n%10 == 9 {
		why, _ := twoRoads(t, catalog, m, ch)
		return why
	}
	return hold(t, catalog, m, ch).broken
}
