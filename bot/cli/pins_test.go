package cli

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/banshi-bot/banshi/intents"
)

// reword changes what a service asks, and takes it over.
func reword(t *testing.T, h *house, dir, old, now string) {
	t.Helper()
	name := filepath.Join(dir, "services", "traffic_fine_pay.yaml")
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(string(b), old, now, 1)
	if text == string(b) {
		t.Fatalf("no %q in %s", old, name)
	}
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := h.defs.load(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// TestAFrameKeepsItsItem: what was begun goes on as it began, however often the definitions change, and nobody waits for
// the same item to be compiled twice.
func TestAFrameKeepsItsItem(t *testing.T) {
	dir := copyLibrary(t)
	h := newTestHouse(t, Globals{Intents: dir})
	const ask = "请发来处罚决定书编号（15或16位）。"
	begun, ok := h.defs.Live().Item("traffic_fine_pay", "330100")
	if !ok {
		t.Fatal("no item")
	}
	began, err := say(t.Context(), h, "a", "1", "交罚单")
	if err != nil || began[len(began)-1].Reply.Text != ask {
		t.Fatalf("%+v, %v", began, err)
	}
	reword(t, h, dir, ask, "先问甲。")
	if it, ok := h.defs.Pin(t.Context(), "traffic_fine_pay", "330100", begun.Digest); it != begun || !ok {
		t.Error("the item of the catalog before was compiled again")
	}
	reword(t, h, dir, "先问甲。", "先问乙。")
	var all sync.WaitGroup
	var got [8]*intents.Item
	for i := range got {
		all.Go(func() { got[i], _ = h.defs.Pin(t.Context(), "traffic_fine_pay", "330100", begun.Digest) })
	}
	all.Wait()
	for _, it := range got {
		if it == nil || it != got[0] || it.Digest != begun.Digest {
			t.Fatalf("pinned %+v, first %+v", it, got[0])
		}
	}
	again, err := say(t.Context(), h, "a", "2", "再说一遍")
	if err != nil || again[len(again)-1].Reply.Text != ask {
		t.Errorf("what was begun now says %+v, %v", again, err)
	}
	fresh, err := say(t.Context(), h, "b", "1", "交罚单")
	if err != nil || fresh[len(fresh)-1].Reply.Text != "先问乙。" {
		t.Errorf("what begins now says %+v, %v", *fresh[len(fresh)-1].Reply, err)
	}
}

func TestPinsAreBounded(t *testing.T) {
	var p pins
	for i := range 3 * pinsMost {
		k := pin{digest: string(rune('a' + i))}
		if _, ok := p.get(k, func() (*intents.Item, bool) { return &intents.Item{}, true }); !ok || len(p.compiled) > pinsMost {
			t.Fatalf("%d are held", len(p.compiled))
		}
	}
	if _, ok := p.get(pin{digest: "none"}, func() (*intents.Item, bool) { return nil, false }); ok {
		t.Error("what cannot be compiled was found")
	}
}
