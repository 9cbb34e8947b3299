package intents

import (
	"strings"
	"testing"
)

func TestParseRefuses(t *testing.T) {
	for _, c := range []struct {
		name, data, want string
	}{
		{"large", "a: " + strings.Repeat("x", maxFile), "f.yaml:1:1: error size"},
		{"flow depth", strings.Repeat("[", 100_000), "f.yaml:1:33: error depth"},
		{"flow map depth", strings.Repeat("{a: ", 40) + strings.Repeat("}", 40), "f.yaml:1:129: error depth"},
		{"block depth", block(40), "f.yaml:33:34: error depth"},
		{"sequence depth", strings.Repeat("- ", 2000) + "a", "f.yaml:1:65: error depth"},
		{"mixed depth", block(20) + strings.Repeat(" ", 21) + "z: " + strings.Repeat("[", 20) + strings.Repeat("]", 20), "error depth"},
		{"anchor", "a: &x 1\nb: 2", "f.yaml:1:4: error anchor"},
		{"alias", "a: &x [1]\nb: *x", "f.yaml:2:4: error alias"},
		{"laughs", "a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nd: [*c,*c]", "f.yaml:4:5: error alias"},
		{"tag", "a: !!int 3", "f.yaml:1:4: error tag"},
		{"own tag", "a: !Cat {b: 1}", "f.yaml:1:4: error tag"},
		{"merge", "a: {b: 1}\n<<: {c: 1}", "f.yaml:2:1: error merge"},
		{"documents", "a: 1\n---\nb: 2", "f.yaml:2:1: error documents"},
		{"duplicate", "a: 1\nb: 2\na: 3", "f.yaml:3:1: error duplicate"},
		{"key", "? [a, b]\n: 1", "f.yaml:1:3: error key"},
		{"empty", "", "f.yaml:1:1: error syntax"},
		{"only comment", "# nothing", "f.yaml:1:1: error syntax"},
		{"broken", "a: [1,\nb: }", "error syntax"},
		{"not utf-8", "a: \xff\xfe\xff", "error syntax"},
		{"tab", "a:\n\tb: 1", "error syntax"},
	} {
		var f faults
		parse("f.yaml", []byte(c.data), &f)
		var got []string
		for _, fault := range f.sorted() {
			got = append(got, fault.String())
		}
		if !strings.Contains(strings.Join(got, "\n"), c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// block is a map nested deep by indentation.
func block(depth int) string {
	var b strings.Builder
	for k := range depth {
		b.WriteString(strings.Repeat(" ", k) + "a:\n")
	}
	return b.String()
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		word string
		want string
	}{
		{"staet", "state"}, {"assurence", "assurance"}, {"exmaples", "examples"}, {"slot", "slots"}, {"zzz", ""}, {"q", ""},
	} {
		if got := nearest(c.word, []string{"state", "assurance", "examples", "slots"}); got != c.want {
			t.Errorf("nearest(%q) = %q, want %q", c.word, got, c.want)
		}
	}
}
