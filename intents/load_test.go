package intents

import (
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"
)

// tiny is the catalog of testdata/tiny with some files changed: each edit replaces one text by another in a file,
// or, where the text is "", writes the file anew.
func tiny(t testing.TB, edits ...[3]string) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	root := os.DirFS("testdata/tiny")
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(root, name)
		files[name] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range edits {
		name, old, put := e[0], e[1], e[2]
		if old == "" {
			files[name] = &fstest.MapFile{Data: []byte(put)}
			continue
		}
		data := string(files[name].Data)
		if strings.Count(data, old) != 1 {
			t.Fatalf("%s: %q stands there %d times", name, old, strings.Count(data, old))
		}
		files[name] = &fstest.MapFile{Data: []byte(strings.Replace(data, old, put, 1))}
	}
	return files
}

func mustLoad(t testing.TB, fsys fs.FS, o Options) *Catalog {
	t.Helper()
	c, found := Load(fsys, o)
	if c == nil || len(found) > 0 {
		t.Fatalf("faults: %v", found)
	}
	return c
}

func TestTiny(t *testing.T) {
	c := mustLoad(t, tiny(t), Options{Today: "2026-03-04"})
	it, ok := c.Item("traffic_fine_pay", "330100")
	if !ok || it.Title.In("en") != "Pay a traffic fine" || it.Group != "traffic" || it.Office.Phone != "12345" {
		t.Fatalf("item: %v %+v", ok, it)
	}
	if len(it.Steps) != 5 || it.Steps[2].ID != "payment" || it.Steps[4].ID != "say5" {
		t.Errorf("steps: %+v", it.Steps)
	}
	pay, settle := it.Steps[2].Pay, it.Steps[3].Call
	if pay.Agency != "traffic" || pay.As != "payment" || len(pay.Show) != 4 || settle.Settles != "payment" || !settle.On["refused"].Refund {
		t.Errorf("payment: %+v %+v", pay, settle)
	}
	if got := it.Steps[1].Pos.String(); got != "services/traffic_fine_pay.yaml:25" {
		t.Errorf("second step at %s", got)
	}
	if got := it.Office.Hours.Days[1]; len(got) != 2 || got[1] != (Span{13*60 + 30, 17 * 60}) {
		t.Errorf("monday %v", got)
	}
	o, ok := c.Operation("traffic", "settle")
	if !ok || o.Key != "header:Idempotency-Key" || o.Lookup != "settlement" || o.Timeout != 5000 || o.HTTP.Body[0] != (Place{Name: "decision", Arg: "number"}) {
		t.Errorf("settle: %+v", o)
	}
	mark := it.Examples["zh"][2]
	if mark.Text != "我要交3301061900123456这张罚单" || mark.Marks[0] != (Mark{"decision_no", 3, 19}) {
		t.Errorf("example: %+v", mark)
	}
}

func TestSamples(t *testing.T) {
	c := mustLoad(t, tiny(t), Options{})
	var texts []string
	for _, s := range c.Samples() {
		texts = append(texts, s.Lang+":"+s.Text)
	}
	want := "/:traffic_fine_pay/zh:交通违法缴款/en:Pay a traffic fine/en:pay a traffic ticket/en:pay fine 3301061900123456/zh:交罚单/zh:缴交通罚款/zh:我要交3301061900123456这张罚单/zh:杭州交罚单"
	if got := "/" + strings.Join(texts, "/"); got != want {
		t.Errorf("samples\n%s, want\n%s", got, want)
	}
}

func TestServed(t *testing.T) {
	for _, c := range []struct {
		served []string
		want   string
	}{
		{nil, "330100 330300"},
		{[]string{"330100"}, "330100"},
		{[]string{"330000"}, "330000 330100 330300"},
		{[]string{"330100", "410100"}, "330100 410100"}, // not in the overlays: what the services say themselves
		{[]string{"110100"}, "110000"},
	} {
		got := mustLoad(t, tiny(t), Options{Regions: c.served})
		if s := strings.Join(got.Regions, " "); s != c.want {
			t.Errorf("served %v: regions %s, want %s", c.served, s, c.want)
		}
		if n := len(got.Items()); n != len(got.Regions) {
			t.Errorf("served %v: %d items", c.served, n)
		}
	}
}

func TestDigest(t *testing.T) {
	digest := func(edits ...[3]string) string {
		it, _ := mustLoad(t, tiny(t, edits...), Options{}).Item("traffic_fine_pay", "330100")
		return it.Digest
	}
	service, agency := "services/traffic_fine_pay.yaml", "agencies/traffic.yaml"
	plain := digest()
	for _, c := range []struct {
		name string
		edit [3]string
		same bool
	}{
		{"a comment", [3]string{service, " # anyone who has the decision number may pay", ""}, true},
		{"an example", [3]string{service, "- 缴交通罚款", "- 交通罚款怎么缴"}, true},
		{"a text", [3]string{service, "这张罚单已经缴清，不用再缴。", "这张罚单缴过了。"}, false},
		{"an operation that is called", [3]string{agency, "path: /decisions/{number}", "path: /fines/{number}"}, false},
		{"an operation that is not", [3]string{agency, "query: {decision: number}", "query: {no: number}"}, true},
	} {
		if got := digest(c.edit); (got == plain) != c.same {
			t.Errorf("%s changed: same digest %v, want %v", c.name, got == plain, c.same)
		}
	}
	a, b := mustLoad(t, tiny(t), Options{}), mustLoad(t, tiny(t, [3]string{service, "交罚单", "交罚款"}), Options{})
	if a.Revision == b.Revision || len(a.Files()) != 5 {
		t.Errorf("revisions %s %s, %d files", a.Revision, b.Revision, len(a.Files()))
	}
}

func TestRender(t *testing.T) {
	lookup := func(path string) (string, bool) {
		v, ok := map[string]string{"a": "{b}", "b": "x", "q.fen": "200.00"}[path]
		return v, ok
	}
	for _, c := range []struct{ text, want string }{
		{"{a} {b}", "{b} x"}, // what is put in is not looked at again
		{"共 {q.fen} 元", "共 200.00 元"}, {"{unknown}.", "."}, {"no place", "no place"}, {"{a", "{a"}, {"a}", "a}"}, {"{{a}}", "}"}, {"", ""},
		{"{{.}} ${b} %s", "} $x %s"},
	} {
		if got := (Text{ZH: c.text}).Render("zh", lookup); got != c.want {
			t.Errorf("render %q = %q, want %q", c.text, got, c.want)
		}
	}
	if got := (Text{ZH: "中", EN: "en {b}"}).Render("en", lookup); got != "en x" {
		t.Errorf("english: %q", got)
	}
}
