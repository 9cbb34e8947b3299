package laws

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/banshi-bot/banshi/intents"
	"github.com/banshi-bot/banshi/intents/library"
)

// template grows one random service: a few slots of several kinds, of which some hang on others, then what is asked
// of an agency, an act or a payment, and an end.
type template struct {
	*rand.Rand
	n      int // of the service in its catalog
	others int // services in the catalog
	slots  strings.Builder
	steps  strings.Builder
	texts  strings.Builder
	ops    strings.Builder
	with   []string // arguments of calls, as "slot: kind"
	names  []string
}

func (g *template) maybe(percent int) bool { return g.IntN(100) < percent }

func (g *template) step(format string, args ...any) {
	fmt.Fprintf(&g.steps, "  - "+format+"\n", args...)
}

// text declares a text and gives its name.
func (g *template) text(name, more string) string {
	fmt.Fprintf(&g.texts, "  %s: {zh: \"%s在此%s\", en: \"%s is here%s\"}\n", name, name, more, name, more)
	return name
}

var slotKinds = []string{"choice", "plate", "mobile", "number", "date", "text", "id_number", "choice"}

// slot declares a slot; from the second on it may hang on the first.
func (g *template) slot(i int) {
	name, kind := fmt.Sprintf("s%d", i), slotKinds[g.IntN(len(slotKinds))]
	if i == 0 && g.maybe(60) {
		kind = "choice"
	}
	var more []string
	if kind == "choice" {
		more = append(more, `options: {aa: {zh: 甲类项目, en: Kind alpha}, bb: {zh: 乙类项目, en: Kind beta}, cc: {zh: 丙类项目, en: Kind gamma}}`)
	}
	if kind == "text" {
		more = append(more, `min: "4"`, `max: "60"`)
	}
	if i > 0 && strings.Contains(g.slots.String(), "  s0:\n    kind: choice") && g.maybe(45) {
		more = append(more, []string{`when: s0 == "aa"`, `when: s0 != "bb"`, `when: s0 in ["bb", "cc"]`}[g.IntN(3)])
	}
	if g.maybe(25) {
		more = append(more, "optional: true")
	}
	if kind == "id_number" && g.maybe(70) || g.maybe(8) {
		more = append(more, "sensitive: true")
	}
	if kind == "id_number" && g.maybe(30) {
		more = append(more, "prefill: citizen.id_no")
	}
	if g.maybe(30) {
		more = append(more, "tries: 2")
	}
	if g.maybe(40) {
		more = append(more, fmt.Sprintf("again:\n      - {zh: 请再说一次第%d项, en: Please say item %d again}", i, i))
	}
	fmt.Fprintf(&g.slots, "  %s:\n    kind: %s\n    title: {zh: 第%d项资料, en: Item no %d}\n    ask: {zh: 请给第%d项, en: Please give item %d}\n    why: {zh: 依据第%d条, en: By article %d}\n", name, kind, i, i, i, i, i, i)
	for _, m := range more {
		fmt.Fprintf(&g.slots, "    %s\n", m)
	}
	g.names = append(g.names, name)
	g.with = append(g.with, name+": "+kind)
}

// args are what a call gives: some of the slots, each under its own name.
func (g *template) args() (with, declared string) {
	var w, d []string
	for i, n := range g.names {
		if g.maybe(70) {
			_, kind, _ := strings.Cut(g.with[i], ": ")
			if kind == "choice" {
				kind = "text"
			}
			w = append(w, n+": "+n)
			d = append(d, fmt.Sprintf("%s: {kind: %s, optional: true}", n, kind))
		}
	}
	w = append(w, "region: region")
	d = append(d, "region: {kind: region, optional: true}")
	return strings.Join(w, ", "), strings.Join(d, ", ")
}

const declaredAnswer = `{state: {kind: choice, title: {zh: 状态, en: State}, options: {open: {zh: 可办, en: open}, shut: {zh: 不可办, en: shut}}}, ` +
	`due: {kind: amount, title: {zh: 金额, en: Amount}}, payee: {kind: text, title: {zh: 收款方, en: Payee}}, bill: {kind: text, title: {zh: 账单, en: Bill}}, ` +
	`left: {kind: number, title: {zh: 余量, en: Left}}, hold: {kind: text, title: {zh: 留号, en: Hold}}, number: {kind: case_number, title: {zh: 受理号, en: Number}}, ` +
	`items: {title: {zh: 列表, en: List}, list: {name: {kind: text, title: {zh: 名称, en: Name}}, code: {kind: text, title: {zh: 代码, en: Code}}}}}`

// op declares an operation that takes the arguments.
func (g *template) op(name, effect, args, more string) {
	fmt.Fprintf(&g.ops, "  %s%d:\n    title: {zh: 操作, en: Operation}\n    effect: %s\n    timeout: 3s\n    args: {%s}\n    answer: %s\n    method: POST\n    path: /%s%d\n    body: {%s}\n%s",
		name, g.n, effect, args, declaredAnswer, name, g.n, bodyOf(args), more)
}

// bodyOf places each argument under its own name.
func bodyOf(args string) string {
	var out []string
	for part := range strings.SplitSeq(args, "}, ") {
		name, _, _ := strings.Cut(part, ":")
		out = append(out, name+": "+name)
	}
	return strings.Join(out, ", ")
}

// reactions are what a service does about a few of the families.
func (g *template) reactions(earlier string) string {
	all := []string{
		"not_found: {say: gone, ask: s0}", "agency_down: {say: broken, later: true}", "limits: {say: gone, end: stop}",
		"window_closed: human", "already_paid: {say: gone, end: done}",
	}
	if g.others > 1 {
		all = append(all, fmt.Sprintf("other_region: {say: gone, go: svc%d}", (g.n+1)%g.others))
	}
	if earlier != "" {
		all = append(all, "amount_changed: {say: gone, again: true, from: "+earlier+"}")
	}
	var out []string
	for _, r := range all {
		if g.maybe(60) {
			out = append(out, r)
		}
	}
	if len(out) == 0 {
		return ""
	}
	return "\n    on: {" + strings.Join(out, ", ") + "}"
}

// act closes the service with something that changes the world.
func (g *template) act(earlier string) {
	with, declared := g.args()
	lookup := ""
	effect := "idempotent_write"
	switch g.IntN(3) {
	case 0:
		lookup = "    idempotency: header Idempotency-Key\n"
	case 1:
		effect, lookup = "write", fmt.Sprintf("    lookup: find%d\n", g.n)
		g.op("find", "read", declared, "")
	case 2:
		effect, lookup = "write", "    accept_unknown: true\n"
	}
	g.op("act", effect, declared, lookup)
	show := ""
	if earlier != "" && g.maybe(60) {
		show = fmt.Sprintf("\n    show: [%s.due, %s.state]", earlier, earlier)
	}
	g.step("call: a.act%d\n    with: {%s}%s\n    as: acted%s", g.n, with, show, g.reactions(earlier))
	if g.maybe(50) {
		g.step("case: {number: acted.number}")
	}
	if g.maybe(30) { // a question after the act, and a second act
		g.step("ask: [%s]", g.names[len(g.names)-1])
		g.op("more", "idempotent_write", declared, "    idempotency: header Idempotency-Key\n")
		g.step("call: a.more%d\n    with: {%s}\n    as: more", g.n, with)
	}
}

func (g *template) pay(earlier string) {
	g.step("pay: {amount: %s.due, payee: %s.payee, for: %s.bill, show: [%s.state]}\n    as: payment", earlier, earlier, earlier, earlier)
	with, declared := g.args()
	g.op("settle", "idempotent_write", declared+", receipt: {kind: text, optional: true}", "    idempotency: header Idempotency-Key\n")
	g.step("call: a.settle%d\n    with: {%s, receipt: payment.receipt}\n    as: settled\n    on: {limits: {refund: payment, say: gone, end: stop}}\n    refused: {refund: payment, say: gone}", g.n, with)
}

// look asks an agency, and may turn away, ask anew or let choose by its answer.
func (g *template) look() (as string) {
	with, declared := g.args()
	g.op("look", "read", declared, "")
	fresh := ""
	if g.maybe(40) {
		fresh = "\n    fresh: 10m"
	}
	g.step("call: a.look%d\n    with: {%s}\n    as: info%s%s", g.n, with, fresh, g.reactions(""))
	if g.maybe(40) {
		g.step("when: info.state == \"shut\"\n    say: shut\n    end: stop")
		g.text("shut", "{info.due}")
	}
	if g.maybe(25) {
		g.step("when: info.left == 0\n    say: full\n    ask: [s0]")
		g.text("full", "")
	}
	if g.maybe(30) {
		g.step("choose: {from: info.items, show: [name], ask: {zh: 选哪一个, en: Which one}, empty: none}\n    as: pick")
		g.text("none", "")
	}
	if g.maybe(25) {
		g.op("hold", "idempotent_write", declared, "    idempotency: header Idempotency-Key\n")
		g.op("free", "idempotent_write", "hold: {kind: text, optional: true}, region: {kind: region, optional: true}", "    idempotency: header Idempotency-Key\n")
		g.step("hold: a.hold%d\n    with: {%s}\n    as: held\n    release: free%d", g.n, with, g.n)
	}
	return "info"
}

// service writes the service and its operations.
func (g *template) service() string {
	for i := range 1 + g.IntN(4) {
		g.slot(i)
	}
	early := g.maybe(70)
	if early {
		g.step("ask: [%s]", strings.Join(g.names, ", "))
	}
	earlier := ""
	if g.maybe(75) {
		earlier = g.look()
	}
	if !early {
		g.step("ask: [%s]", strings.Join(g.names, ", "))
	}
	switch k := g.IntN(10); {
	case k < 4:
		g.act(earlier)
	case k < 8 && earlier != "":
		g.pay(earlier)
	case k == 8 && g.n == 0 && g.others > 1:
		g.step("say: passed")
		g.step("go: svc1")
	}
	if !strings.Contains(g.steps.String(), "go: svc1\n") || strings.Contains(g.steps.String(), "call: a.act") {
		g.step("say: over\n    end: done")
		g.text("over", "")
	}
	if strings.Contains(g.steps.String(), "say: passed") {
		g.text("passed", "")
	}
	if strings.Contains(g.steps.String(), "say: gone") {
		g.text("gone", "")
	}
	if strings.Contains(g.steps.String(), "say: broken") {
		g.text("broken", "")
	}
	level := []int{0, 0, 0, 1, 2, 2, 3}[g.IntN(7)]
	out := fmt.Sprintf("intent: svc%d\ntitle: {zh: 服务第%d号, en: Service no %d}\nassurance: L%d\nexamples: {zh: [办服务%d号], en: [do service %d]}\nslots:\n%s",
		g.n, g.n, g.n, level, g.n, g.n, g.slots.String())
	out += "steps:\n" + g.steps.String()
	if g.texts.Len() > 0 {
		out += "texts:\n" + g.texts.String()
	}
	out += "guide:\n  fee: {zh: 不收费, en: Free of charge, source: 规定, as_of: \"2026-01-01\"}\n"
	if g.maybe(40) {
		out += "rating: true\n"
	}
	return out
}

const overlay = `region: "330000"
services:
  "*":
    office:
      name: {zh: 服务大厅, en: Service hall}
      phone: "12345"
      address: {zh: 大厅一楼, en: Ground floor}
      hours: {mon: "09:00-17:00", said: {zh: 工作日, en: weekdays}}
cities:
`

// written are the files of the random catalog of a number, but for the phrases, which are those that ship.
func written(number uint64) map[string]string {
	r := rand.New(rand.NewPCG(number, 7))
	files := map[string]string{}
	n := 2 + r.IntN(3)
	agency, menu := "agency: a\ntitle: {zh: 机关, en: Agency}\noperations:\n", "groups:\n  - id: g\n    title: {zh: 组, en: Group}\n    intents: ["
	for i := range n {
		g := &template{Rand: r, n: i, others: n}
		files[fmt.Sprintf("services/svc%d.yaml", i)] = g.service()
		agency += g.ops.String()
		menu += fmt.Sprintf("svc%d, ", i)
	}
	if !strings.HasSuffix(agency, "operations:\n") {
		files["agencies/a.yaml"] = agency
	}
	files["menu.yaml"] = strings.TrimSuffix(menu, ", ") + "]\n"
	cities := `  "330100": {}` + "\n"
	if r.IntN(3) == 0 {
		cities += `  "330200": {services: {svc1: {enabled: false}, svc0: {blackout: ["23:30-00:30"]}}}` + "\n"
	}
	files["regions/33.yaml"] = overlay + cities
	return files
}

// load compiles a catalog from its files and the phrases that ship.
func load(files fs.FS) (*intents.Catalog, []intents.Fault) {
	all := fstest.MapFS{}
	for _, from := range []struct {
		fs.FS
		pattern string
	}{{library.Files, "phrases.yaml"}, {files, "*.yaml"}, {files, "*/*.yaml"}} {
		names, _ := fs.Glob(from.FS, from.pattern)
		for _, name := range names {
			text, err := fs.ReadFile(from.FS, name)
			if err != nil {
				return nil, []intents.Fault{{Text: err.Error()}}
			}
			all[name] = &fstest.MapFile{Data: text}
		}
	}
	return intents.Load(all, intents.Options{})
}

// book is a catalog with all its items pinned.
func book(c *intents.Catalog) intents.Book {
	b := intents.Book{Catalog: c, Pinned: map[string]*intents.Item{}}
	for _, it := range c.Items() {
		b.Pinned[it.Digest] = it
	}
	return b
}

// grow compiles the random catalog of a number.
func grow(number uint64) (intents.Book, error) {
	files := fstest.MapFS{}
	for name, text := range written(number) {
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	c, faults := load(files)
	if c == nil {
		return intents.Book{}, fmt.Errorf("catalog %d: %v", number, faults)
	}
	return book(c), nil
}

var grown sync.Map // random catalogs by number

// bookOf is the random catalog of a number.
func bookOf(t testing.TB, number uint64) intents.Book {
	if b, ok := grown.Load(number); ok {
		return b.(intents.Book)
	}
	b, err := grow(number)
	if err != nil {
		t.Fatal(err)
	}
	grown.Store(number, b)
	return b
}
