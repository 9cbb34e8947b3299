package intents

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"
)

// FuzzLoad feeds one file of each sort with anything at all. Nothing may panic, run away, or be accepted with an
// error; and what is accepted must be usable.
func FuzzLoad(f *testing.F) {
	for _, name := range []string{"services/traffic_fine_pay.yaml", "agencies/traffic.yaml", "regions/33.yaml", "phrases.yaml", "menu.yaml"} {
		data, err := os.ReadFile("testdata/tiny/" + name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(name, data)
	}
	for _, bomb := range []string{
		"a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]", strings.Repeat("[", 5000), strings.Repeat("{a: ", 100), strings.Repeat("- ", 5000),
		"intent: traffic_fine_pay\nsteps: [{call: [], on: 3, pay: {}, choose: {from: {}}, case: 1, as: {}}]", "? {a: b}\n: c", "a: !!binary x",
		"intent: traffic_fine_pay\nslots: {a: {kind: choice, options: {x: 1}}, b: null, c: [], d: {when: a == b, prefill: []}}",
		"<<: *x", "%YAML 1.2\n---\na: b", "\"\\ud800\": 1", "a: \"\\x00\"", "intent: traffic_fine_pay\nexamples: {zh: {a: b}, en: [[], {}, null]}",
	} {
		f.Add("services/traffic_fine_pay.yaml", []byte(bomb))
		f.Add("regions/33.yaml", []byte(bomb))
		f.Add("agencies/traffic.yaml", []byte(bomb))
	}
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		files := tiny(t)
		if _, known := files[name]; !known {
			return
		}
		files[name] = &fstest.MapFile{Data: data}
		c, found := Load(files, Options{Today: "2026-03-04"})
		failed := false
		for _, fault := range found {
			failed = failed || fault.Severity == Error
			if fault.File == "" || fault.Line < 1 || fault.Col < 1 || fault.Code == "" || fault.Text == "" {
				t.Errorf("a fault without place or words: %+v", fault)
			}
		}
		if (c == nil) != failed {
			t.Fatalf("catalog %v, faults %v", c != nil, found)
		}
		if c == nil {
			return
		}
		for _, it := range c.Items() {
			c.Origin(it.ID, it.Region)
			for _, slot := range it.Slots {
				if slot.Kind == nil {
					t.Errorf("the slot %s has no kind", slot.Name)
				}
			}
		}
		c.Samples()
	})
}
