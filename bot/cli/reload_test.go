package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/banshi-bot/banshi/intents"
	"github.com/banshi-bot/banshi/intents/library"
)

// copyLibrary lays the definitions that ship into a folder that can be edited.
func copyLibrary(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, library.Files); err != nil {
		t.Fatal(err)
	}
	return dir
}

// edit adds an example nobody has written before to a service.
func edit(t testing.TB, dir string, n int) {
	t.Helper()
	name := filepath.Join(dir, "services", "traffic_fine_pay.yaml")
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	marked := strings.Replace(string(b), "  zh: [\n", fmt.Sprintf("  zh: [\n      帮我把第%d张罚单交了,\n", n+100), 1)
	if marked == string(b) {
		t.Fatal("no examples to add to")
	}
	if err := os.WriteFile(name, []byte(marked), 0o600); err != nil {
		t.Fatal(err)
	}
}

// reload takes over an edited folder and says whether other definitions are in force.
func reload(t testing.TB, h *house, dir string, n int) {
	before := h.defs.Live().Revision
	edit(t, dir, n)
	if _, err := h.defs.load(t.Context()); err != nil {
		t.Errorf("reload: %v", err)
	}
	if h.defs.Live().Revision == before {
		t.Error("the edit is not in force")
	}
}

var smallTalk = []string{"交罚单", "取消", "你好", "查社保", "算了", "how do I renew my permit", "不办了", "我要投诉噪音扰民", "取消", "今天天气怎么样"}

func TestReloadDropsNoMessage(t *testing.T) {
	dir := copyLibrary(t)
	h := newTestHouse(t, Globals{Intents: dir})
	const citizens, reloads = 8, 2
	var done atomic.Bool
	var counts [citizens]int64
	var all sync.WaitGroup
	for c := range citizens {
		all.Go(func() {
			for m := 0; !done.Load(); m++ {
				replies, err := say(t.Context(), h, fmt.Sprint("citizen", c), fmt.Sprint("m", m), smallTalk[(c+m)%len(smallTalk)])
				if err != nil || len(replies) == 0 {
					t.Errorf("citizen %d, message %d: %d replies, %v", c, m, len(replies), err)
				}
				counts[c]++
			}
		})
	}
	for n := range reloads {
		reload(t, h, dir, n)
	}
	done.Store(true)
	all.Wait()
	total := int64(0)
	for c, said := range counts {
		total += said
		entries, _, last, err := h.engine.Log(t.Context(), h.engine.Identify("web", "", fmt.Sprint("citizen", c)), 0, 100000)
		heard := int64(0)
		for _, e := range entries {
			if e.Said != nil {
				heard++
			}
		}
		if err != nil || heard != said || int64(len(entries)) != last {
			t.Errorf("citizen %d said %d, the log holds %d of them in %d entries, the last is %d, %v", c, said, heard, len(entries), last, err)
		}
	}
	t.Logf("%d messages over %d reloads", total, reloads)
}

// TestABrokenEditKeepsTheLastGood: what is in force stays, and the fault is named.
func TestABrokenEditKeepsTheLastGood(t *testing.T) {
	dir := copyLibrary(t)
	h := newTestHouse(t, Globals{Intents: dir})
	before := h.defs.Live()
	if err := os.WriteFile(filepath.Join(dir, "services", "broken.yaml"), []byte("intent: broken\nnonsense: 1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if faults, err := h.defs.load(t.Context()); err == nil || len(faults) == 0 {
		t.Errorf("faults %v, error %v", faults, err)
	}
	if h.defs.Live() != before {
		t.Error("other definitions are in force")
	}
}

// TestCompiledRecognisersAreKept: what was trained is taken again, and the folder does not grow without end.
func TestCompiledRecognisersAreKept(t *testing.T) {
	dir := os.DirFS("../../intents/testdata/tiny")
	c, faults := intents.Load(dir, intents.Options{})
	if c == nil {
		t.Fatal(faults)
	}
	k := cache(t.TempDir())
	m, err := k.recogniser(c)
	if err != nil {
		t.Fatal(err)
	}
	models := func() []string {
		names, err := filepath.Glob(filepath.Join(string(k), "*.model"))
		if err != nil {
			t.Fatal(err)
		}
		return names
	}
	first := models()
	if len(first) != 1 {
		t.Fatalf("%d recognisers kept, want 1", len(first))
	}
	was, err := os.Stat(first[0])
	if err != nil {
		t.Fatal(err)
	}
	if _, err := k.recogniser(c); err != nil {
		t.Fatal(err)
	}
	if is, err := os.Stat(first[0]); err != nil || !os.SameFile(was, is) {
		t.Errorf("the same examples were trained on again (%v)", err)
	}
	for n := range byte(modelsKept + 2) {
		if err := k.keep(k.path([32]byte{n}, ".model"), m); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(models()); n != modelsKept {
		t.Errorf("%d recognisers kept, want %d", n, modelsKept)
	}
	if acts, err := filepath.Glob(filepath.Join(string(k), "*.acts")); err != nil || len(acts) != 1 {
		t.Errorf("%d recognisers of acts kept, want 1 (%v)", len(acts), err)
	}
}

// BenchmarkReload says how much longer messages take while definitions are reloaded: latencies of a steady load
// without and with an edit every half second.
func BenchmarkReload(b *testing.B) {
	dir := copyLibrary(b)
	h := newTestHouse(b, Globals{Intents: dir})
	for range b.N {
		load(b, h, time.Second, nil) // warm
		plain := load(b, h, 10*time.Second, nil)
		n := 0
		reloaded := load(b, h, 10*time.Second, func() { reload(b, h, dir, n); n++ })
		b.Logf("without: %d messages, p50 %v, p99 %v, p99.9 %v", len(plain), at(plain, 0.5), at(plain, 0.99), at(plain, 0.999))
		b.Logf("with %d reloads: %d messages, p50 %v, p99 %v, p99.9 %v", n, len(reloaded), at(reloaded, 0.5), at(reloaded, 0.99), at(reloaded, 0.999))
		b.ReportMetric(at(plain, 0.999).Seconds()*1e3, "p99.9-ms")
		b.ReportMetric(at(reloaded, 0.999).Seconds()*1e3, "p99.9-reloaded-ms")
	}
}

var rounds atomic.Int64

// load has 20 citizens say something every 50 ms, whether or not they were answered, and gives all latencies,
// sorted. Meanwhile do is done every half second.
func load(b *testing.B, h *house, length time.Duration, do func()) []time.Duration {
	ctx, cancel := context.WithTimeout(b.Context(), length)
	defer cancel()
	round := rounds.Add(1)
	var mu sync.Mutex
	var took []time.Duration
	var all sync.WaitGroup
	for c := range 20 {
		all.Go(func() {
			tick := time.NewTicker(50 * time.Millisecond)
			defer tick.Stop()
			for m := 0; ; m++ {
				var due time.Time
				select {
				case due = <-tick.C:
				case <-ctx.Done():
					return
				}
				if _, err := say(b.Context(), h, fmt.Sprint("citizen", round, "-", c), fmt.Sprint("m", m), smallTalk[(c+m)%len(smallTalk)]); err != nil {
					b.Errorf("%v", err)
				}
				mu.Lock()
				took = append(took, time.Since(due))
				mu.Unlock()
			}
		})
	}
	if do != nil {
		every := time.NewTicker(500 * time.Millisecond)
		defer every.Stop()
		for ctx.Err() == nil {
			select {
			case <-every.C:
				do()
			case <-ctx.Done():
			}
		}
	}
	all.Wait()
	slices.Sort(took)
	return took
}

// at is a quantile.
func at(sorted []time.Duration, q float64) time.Duration {
	return sorted[int(q*float64(len(sorted)-1))].Round(10 * time.Microsecond)
}
