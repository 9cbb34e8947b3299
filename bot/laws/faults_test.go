package laws

import (
	"sync"
	"testing"
)

// TestFaults tests the tests: every fault sown in a machine is seen by some law within the conversations held, and
// the machine as it is passes the same.
func TestFaults(t *testing.T) {
	var mu sync.Mutex
	seen, latest := 0, 0
	t.Cleanup(func() {
		t.Logf("shown: %d of %d faults sown were seen, the last in conversation %d", seen, len(faults), latest)
	})
	for _, f := range faults {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			for n := range conversations() {
				w := hold(t, uint64(n%catalogs), f.wrap(realMachine), seed(uint64(n)))
				if w.broken == "" {
					continue
				}
				if sound := hold(t, uint64(n%catalogs), realMachine, seed(uint64(n))); sound.broken != "" {
					t.Fatalf("conversation %d breaks %s without the fault", n, sound.broken)
				}
				t.Logf("seen in conversation %d by %s", n+1, w.broken)
				mu.Lock()
				defer mu.Unlock()
				seen, latest = seen+1, max(latest, n+1)
				return
			}
			t.Errorf("not seen in %d conversations", conversations())
		})
	}
}
