package intents

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

const (
	service = "services/traffic_fine_pay.yaml"
	agency  = "agencies/traffic.yaml"
	region  = "regions/33.yaml"
	phrases = "phrases.yaml"
	menu    = "menu.yaml"
)

// TestFaults breaks the tiny catalog in one place a time. The place is the first character of the marked word in
// the text that is put in, where a ‹ stands; the fault must be told there and nowhere else.
func TestFaults(t *testing.T) {
	for _, c := range []struct {
		code     string
		file     string
		old, put string
		hint     string // part of text or hint that must be told
	}{
		// shape and words
		{"unknown_key", service, "assurance: L0", "‹assurence: L0\nassurance: L0", "did you mean assurance?"},
		{"unknown_key", service, "kind: penalty_number", "kind: penalty_number\n    ‹asc: 1", "did you mean ask?"},
		{"shape", service, "rating: true", "rating: ‹[true]", ""},
		{"shape", service, "rating: true", "rating:‹", "nothing"},
		{"blank", service, "title: {zh: 交通违法缴款,", "title: {zh: ‹\" \",", ""},
		{"flag", service, "rating: true", "rating: ‹maybe", "true or false"},
		{"language", service, "title: {zh: 交通违法缴款, en: Pay a traffic fine}", "title: ‹{zh: 交通违法缴款}", "English"},
		{"language", service, "en: This fine has been paid already.}", "}", "English"},
		{"missing", service, "assurance: L0", "", "assurance"},
		{"unknown_value", service, "assurance: L0", "assurance: ‹L5", ""},
		{"name", service, "  decision_no:\n", "  ‹Decision-No: {kind: text, ask: {zh: 一, en: a}}\n  decision_no:\n", ""},
		{"reserved", service, "  decision_no:\n", "  ‹rules: {kind: text, ask: {zh: 一, en: a}}\n  decision_no:\n", ""},
		{"number", service, "kind: penalty_number", "kind: penalty_number\n    tries: ‹1", "2 to 9"},
		{"duplicate", service, "rating: true", "rating: true\n‹rating: false", ""},
		{"file_name", service, "intent: traffic_fine_pay", "intent: ‹fine", "traffic_fine_pay"},

		// slots
		{"unknown_kind", service, "kind: penalty_number", "kind: ‹penalty_numbr", "did you mean penalty_number?"},
		{"missing", service, "    kind: penalty_number\n", "", "kind"},
		{"missing", service, "    ask: {zh: 请发来处罚决定书编号（15或16位）, en: Please send the number of the penalty decision (15 or 16 digits).}\n", "", "ask"},
		{"options", service, "  decision_no:\n", "  ‹x: {kind: choice, ask: {zh: 一, en: a}}\n  decision_no:\n", ""},
		{"pattern", service, "kind: penalty_number", "kind: penalty_number\n    pattern: ‹\"[0-9\"", "cannot be read"},
		{"pattern", service, "kind: penalty_number", "kind: penalty_number\n    pattern: \"44[0-9]+\"", "rejects the example"},
		{"prefill", service, "kind: penalty_number", "kind: penalty_number\n    prefill: ‹abc", ""},
		{"unknown_name", service, "kind: penalty_number", "kind: penalty_number\n    prefill: ‹citizen.nme", "citizen.name"},
		{"why", service, "    why: {zh: 凭决定书编号才能查到要缴的金额。, en: The amount due is found by the number of the decision.}\n", "    sensitive: true\n", "why"},
		{"unused_slot", service, "  decision_no:\n", "  ‹spare: {kind: text, ask: {zh: 一, en: a}}\n  decision_no:\n", "spare"},
		{"circle", service, "kind: penalty_number", "kind: penalty_number\n    when: ‹decision_no != \"\"", "itself"},
		{"title", service, "    title: {zh: 决定书, en: Decision no.}\n", "", "decision_no"},
		{"problem_text", phrases, "problem.several", "problem.other", "problem.several"},

		// expressions
		{"expression", service, `quote.state == "paid"`, `quote.state ‹= "paid"`, "write =="},
		{"expression", service, `quote.state == "paid"`, `‹len(quote.state) > 2`, "not admitted"},
		{"unknown_name", service, `quote.state == "paid"`, `‹quot.state == "paid"`, "did you mean quote?"},
		{"unknown_field", service, `quote.state == "paid"`, `‹quote.sate == "paid"`, "did you mean state?"},
		{"unknown_field", service, `quote.state == "paid"`, `‹decision_no.age == 3`, "no parts"},
		{"unknown_option", service, `quote.state == "paid"`, `quote.state ‹== "payed"`, "did you mean paid?"},
		{"unknown_rule", service, `quote.state == "paid"`, `‹rules.late_day == 15`, "did you mean late_days?"},
		{"sort", service, `quote.state == "paid"`, `quote.state ‹== 3`, ""},
		{"sort", service, `quote.state == "paid"`, `quote.state ‹< "paid"`, "no order"},
		{"sort", service, `quote.state == "paid"`, `‹quote.total_fen`, "condition"},
		{"sort", service, `quote.state == "paid"`, `quote.state in ‹quote.plate`, ""},
		{"sort", service, `quote.state == "paid"`, `quote.total_fen + ‹quote.state > 3`, ""},
		{"later", service, `quote.state == "paid"`, `‹receipt.receipt == "x"`, "later"},

		// steps
		{"step", service, "  - say: settled", "  - ‹sey: settled\n  - say: settled", "did you mean say?"},
		{"unknown_key", service, "    as: quote\n", "    as: quote\n    ‹empty: x\n", "call step"},
		{"unknown_agency", service, "call: traffic.decision", "call: ‹trafic.decision", "did you mean traffic?"},
		{"unknown_operation", service, "call: traffic.decision", "call: ‹traffic.decison", "did you mean decision?"},
		{"operation", service, "call: traffic.decision", "call: ‹decision", "agency.operation"},
		{"argument", service, "with: {number: decision_no, receipt: payment.receipt}", "with: {receipt: payment.receipt}", "number"},
		{"unknown_argument", service, "with: {number: decision_no}", "with: {number: decision_no, ‹nummer: decision_no}", "did you mean number?"},
		{"sort", service, "with: {number: decision_no}", "with: {number: ‹rules.late_days}", "argument number"},
		{"unknown_family", service, "on: {not_found: ask decision_no}", "on: {‹not_fund: ask decision_no}", "did you mean not_found?"},
		{"unknown_slot", service, "on: {not_found: ask decision_no}", "on: {not_found: ‹ask decision}", "no slot"},
		{"reaction", service, "on: {not_found: ask decision_no}", "on: {not_found: ‹aks decision_no}", "did you mean ask?"},
		{"reaction", service, "on: {not_found: ask decision_no}", "on: {not_found: ‹ask}", ""},
		{"unknown_text", service, "say: already_paid", "say: ‹already_payd", "did you mean already_paid?"},
		{"unknown_value", service, "end: done", "end: ‹finished", ""},
		{"unreachable", service, "  - say: settled", "  - end: done\n  - ‹say: settled", ""},
		{"unknown_intent", service, "  - say: settled", "  - say: settled\n  - go: ‹traffic_fine", "traffic_fine_pay"},
		{"circle", service, "  - say: settled", "  - say: settled\n  - go: ‹traffic_fine_pay", "itself"},
		{"duration", service, "    as: quote\n", "    as: quote\n    fresh: ‹soon\n", "15m"},
		{"fresh", service, "    as: receipt\n", "    fresh: ‹15m\n", "as"},
		{"duplicate", service, "    as: receipt\n", "    as: ‹quote\n", "quote"},
		{"hold", service, "    as: quote\n", "    as: quote\n    hold: true\n    release: settle\n", "only reads"},
		{"release", service, "    as: quote\n", "    as: quote\n    release: ‹settle\n", "only a hold"},
		{"list", service, "  - say: settled", "  - choose: {from: ‹quote.plate, as: x, show: [y], ask: {zh: 一, en: a}, empty: settled}\n  - say: settled", "none"},

		// payments
		{"unsettled", service, "receipt: payment.receipt}", "receipt: quote.plate}", "tells the agency"},
		{"refused", service, "    refused: {refund: payment, say: refunded} # never on an unknown outcome: that is looked up\n", "", "refused"},
		{"citizen_amount", service, "payee: quote.agency", "payee: ‹decision_no", "citizen"},
		{"amount", service, "amount: quote.total_fen", "amount: ‹rules.late_days", "no answer"},
		{"sort", service, "amount: quote.total_fen", "amount: ‹quote.plate", "a number"},
		{"show", service, "show: [quote.plate,", "show: [‹quote.plate == \"x\",", ""},
		{"missing", service, "      payee: quote.agency\n", "", "payee"},
		{"refund", service, "on: {not_found: ask decision_no}", "on: {not_found: {refund: ‹payment}}", "no payment"},
		{"missing", service, "    as: payment #", "    #", "no name"},

		// texts, examples, guide, rules
		{"place", service, "回执号 {receipt.receipt}。", "回执号 {receipt.no}。", "no field no"},
		{"brace", service, "回执号 {receipt.receipt}。", "回执号 {receipt.receipt。", ""},
		{"unused_text", service, "  refunded: {zh: 交管", "  spare: {zh: 一, en: a}\n  refunded: {zh: 交管", "never said"},
		{"mark", service, "- 缴交通罚款", "- ‹\"缴[123]\"", "bracket"},
		{"unknown_slot", service, "- 缴交通罚款", "- ‹\"缴[3301061900123456](decision)\"", ""},
		{"example", service, "- 缴交通罚款", "- ‹\"缴[33010619](decision_no)\"", "length"},
		{"duplicate_example", service, "- 缴交通罚款", "- ‹交罚单", ""},
		{"unknown_value", service, "  fee: {zh", "  ‹fees: {zh", "did you mean fee?"},
		{"missing", service, ", source: 行政处罚法第七十二条, as_of: \"2026-01-01\"", ", source: 行政处罚法第七十二条", "as_of"},
		{"missing", service, "source: 行政处罚法第六十七条, as_of: \"2026-01-01\"", "source: 行政处罚法第六十七条", "as_of"},
		{"date", service, "source: 行政处罚法第六十七条, as_of: \"2026-01-01\"", "source: 行政处罚法第六十七条, as_of: ‹\"2026-02-30\"", ""},
		{"as_of", service, "source: 行政处罚法第六十七条, as_of: \"2026-01-01\"", "source: 行政处罚法第六十七条, as_of: ‹\"2024-01-01\"", "year"},
		{"number", service, "value: 15,", "value: ‹0.03,", "whole"},

		// agencies
		{"unsafe_write", agency, "    effect: idempotent_write\n    args: {number: penalty_number, receipt: text}\n    answer:\n      receipt: {kind: text, title: {zh: 回执号, en: Receipt no.}}\n    idempotency: header Idempotency-Key\n    lookup: settlement\n", "    effect: write\n    args: {number: penalty_number, receipt: text}\n    answer:\n      receipt: {kind: text, title: {zh: 回执号, en: Receipt no.}}\n", "neither"},
		{"idempotency", agency, "    idempotency: header Idempotency-Key\n", "", "no key"},
		{"idempotency", agency, "idempotency: header Idempotency-Key", "idempotency: ‹head Idempotency-Key", "header NAME"},
		{"unknown_value", agency, "effect: idempotent_write", "effect: ‹idempotent", "idempotent_write"},
		{"unknown_operation", agency, "lookup: settlement", "lookup: ‹settlements", "did you mean settlement?"},
		{"effect", agency, "lookup: settlement", "lookup: ‹settle", "more than read"},
		{"path", agency, "path: /decisions/{number}", "path: ‹https://x/{number}", "configuration"},
		{"unknown_argument", agency, "path: /decisions/{number}", "path: ‹/decisions/{nummer}", "did you mean number?"},
		{"unknown_argument", agency, "body: {decision: number,", "body: {decision: ‹nummer,", ""},
		{"unused_argument", agency, "receipt: receipt}", "receipt: =x}", ""},
		{"header", agency, "query: {decision: number}", "query: {decision: number}\n    headers: {‹Authorization: =x}", ""},
		{"unknown_family", agency, "E409: already_paid", "E409: ‹already_payed", "did you mean already_paid?"},
		{"unknown_key", agency, "agency: traffic\n", "agency: traffic\n‹base: https://x\n", ""},
		{"as", agency, "agency: {kind: text,", "‹agency: {kind: text, as: yuan,", "amounts"},

		// regions and menu
		{"unknown_region", region, `  "330300":`, `  ‹"330199":`, ""},
		{"unknown_region", region, `region: "330000"`, `region: ‹"33"`, "330000"},
		{"wrong_region", region, `  "330300":`, `  ‹"410100":`, ""},
		{"duplicate", region, `  "330300":`, `  ‹"330100":`, ""},
		{"unknown_intent", region, "      traffic_fine_pay:\n        blackout", "      ‹traffic_fine_pya:\n        blackout", "did you mean traffic_fine_pay?"},
		{"override", region, "blackout: [", "slots: {‹decision: {title: {zh: 一, en: a}}}\n        blackout: [", "no slot"},
		{"override", region, "blackout: [", "‹intent: x\n        blackout: [", ""},
		{"override", region, `{$append: [杭州交罚单]}`, `{$remove: [‹杭州交罚单]}`, "remove"},
		{"unknown_key", region, `{$append: [杭州交罚单]}`, `{‹$prepend: []}`, ""},
		{"final", region, "blackout: [", "rules: {late_days: ‹{value: 20}}\n        blackout: [", "final"},
		{"same", region, "blackout: [", "rating: ‹true\n        blackout: [", "leave it out"},
		{"hours", region, `["23:30-00:30"]`, `[‹"23:30-24:30"]`, ""},
		{"office", region, "      phone: \"12345\"\n", "", "no phone"},
		{"unknown_intent", menu, "[traffic_fine_pay]", "[‹traffic_fine]", "traffic_fine_pay"},
		{"ungrouped", menu, "[traffic_fine_pay]", "[]", ""},
	} {
		name := fmt.Sprintf("%s %q", c.code, c.put)
		old, put := c.old, strings.Replace(c.put, "‹", "", 1)
		files := tiny(t, [3]string{c.file, old, put})
		_, found := Load(files, Options{Today: "2026-03-04"})
		var told []string
		for _, f := range found {
			told = append(told, f.String())
		}
		k := slices.IndexFunc(found, func(f Fault) bool {
			return f.Code == c.code && strings.Contains(f.Text+f.Hint, c.hint)
		})
		if k < 0 {
			t.Errorf("%s: not told; told:\n%s", name, strings.Join(told, "\n"))
			continue
		}
		if mark := strings.Index(c.put, "‹"); mark >= 0 {
			before, _, _ := strings.Cut(string(tiny(t)[c.file].Data), old)
			before += c.put[:mark]
			line := strings.Count(before, "\n") + 1
			col := len([]rune(before[strings.LastIndex(before, "\n")+1:])) + 1
			if found[k].File != c.file || found[k].Line != line || found[k].Col != col {
				t.Errorf("%s: told at %s:%d:%d, want %s:%d:%d", name, found[k].File, found[k].Line, found[k].Col, c.file, line, col)
			}
		}
		if len(found) > 4 && c.code != "file_name" { // whose service is then missed everywhere
			t.Errorf("%s: one fault is told as %d:\n%s", name, len(found), strings.Join(told, "\n"))
		}
	}
}

// TestFolders covers what is wrong with files rather than with what is in them.
func TestFolders(t *testing.T) {
	for _, c := range []struct {
		name    string
		edit    [3]string
		options Options
		want    string
	}{
		{"few examples", [3]string{menu, "", "groups: []"}, Options{Lint: true}, "few_examples: 3 examples in zh, at least 15"},
		{"another ending", [3]string{"services/x.yml", "", "intent: x"}, Options{}, "services/x.yml:1:1: warning ignored"},
		{"a folder where a file should be", [3]string{"phrases.yaml/x", "", ""}, Options{}, "phrases.yaml:1:1: error read"},
		{"a file where a folder should be", [3]string{"services", "", "x"}, Options{}, "services:1:1: error read"},
		{"districts of a province", [3]string{region, "cities:\n", "districts: {\"330102\": {}}\ncities:\n"}, Options{}, "districts"},
		{"bounds no kind takes", [3]string{service, "kind: penalty_number", "kind: number\n    min: a lot"}, Options{}, "error params"},
		{"no phrases", [3]string{phrases, "", ""}, Options{}, "phrases.yaml:1:1: error syntax: the file is empty"},
		{"a large file", [3]string{menu, "", strings.Repeat("#", 10<<20)}, Options{}, "menu.yaml:1:1: error size"},
	} {
		files := tiny(t, c.edit)
		if c.edit[0] == "phrases.yaml/x" {
			delete(files, phrases)
		}
		_, found := Load(files, c.options)
		if !slices.ContainsFunc(found, func(f Fault) bool { return strings.Contains(f.String(), c.want) }) {
			t.Errorf("%s: %v, want %q", c.name, found, c.want)
		}
	}
}
