package sandbox

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestCitizens(t *testing.T) {
	seen := map[string]bool{}
	men, old := 0, 0
	for _, c := range Citizens {
		if len(c.IDNo) != 18 || idNumber(c.IDNo[:17]) != c.IDNo || seen[c.IDNo] || trapOf(c.IDNo) != 0 {
			t.Errorf("%s: ID number %s", c.Name, c.IDNo)
		}
		if _, err := time.Parse("20060102", c.IDNo[6:14]); err != nil {
			t.Errorf("%s: born %s", c.Name, c.IDNo[6:14])
		}
		if len(c.Mobile) != 11 || c.Pinyin == "" || c.About == "" || c.EN == "" || cities[c.City].zh == "" {
			t.Errorf("%s: %+v", c.Name, c)
		}
		seen[c.IDNo] = true
		men += int(c.IDNo[16]-'0') % 2
		if c.IDNo[6:8] == "19" && c.IDNo[8:10] < "60" {
			old++
		}
	}
	if len(Citizens) < 10 || men < 4 || len(Citizens)-men < 4 || old == 0 {
		t.Errorf("%d citizens, %d men, %d old", len(Citizens), men, old)
	}
	if got := idNumber("44052418800101001"); got != "440524188001010014" { // the standard's sample
		t.Errorf("check digit: %s", got)
	}
}

func query(names ...string) string {
	q := url.Values{}
	for i := 0; i < len(names); i += 2 {
		q.Set(names[i], names[i+1])
	}
	return "?" + q.Encode()
}

func list(d map[string]any, name string) []map[string]any {
	var all []map[string]any
	items, _ := d[name].([]any)
	for _, one := range items {
		all = append(all, one.(map[string]any))
	}
	return all
}

func TestViolations(t *testing.T) {
	w := newTown(t, "")
	_, d := w.get("/traffic/v1/violations" + query("plate", "浙A12345", "tail", "654321"))
	var states []string
	for _, v := range list(d, "violations") {
		states = append(states, v["state"].(string))
		if v["reason"] == "" || v["reason_en"] == "" || v["office_en"] == "" {
			t.Errorf("violation %v", v)
		}
	}
	if want := []string{"payable", "unprocessed", "unprocessed", "processing"}; !slices.Equal(states, want) {
		t.Errorf("states %v, want %v", states, want)
	}
	for _, c := range []struct{ plate, tail, region, code string }{
		{"浙A12345", "111111", "", "MISMATCH"}, {"浙A12345", "4321", "", "OK"}, {"浙A12345", "654321", "410100", "OTHER_REGION"},
		{"浙A99999", "111111", "", "NO_RECORD"}, {"京A66666", "556677", "110000", "OK"}, {"浙A00012", "1", "", "STOPPED"},
	} {
		if code, _ := w.get("/traffic/v1/violations" + query("plate", c.plate, "tail", c.tail, "region", c.region)); code != c.code {
			t.Errorf("%s: %s, want %s", c.plate, code, c.code)
		}
	}
}

func TestContributions(t *testing.T) {
	w := newTown(t, "")
	ask := func(c Citizen, period string) (string, map[string]any) {
		return w.get("/social/v1/records" + query("id_no", c.IDNo, "name", c.Name, "type", "pension", "period", period))
	}
	if _, d := ask(Citizens[0], "last_12"); d["months_paid"] != 12.0 || d["gap_months"] != 0.0 || d["last"] != "2026-02" || d["gaps"] != nil {
		t.Errorf("paid up: %v", d)
	}
	if _, d := ask(Citizens[2], "last_12"); d["months_paid"] != 9.0 || d["gap_months"] != 3.0 || !strings.Contains(d["gaps"].(string), "2025-11") {
		t.Errorf("with a gap: %v", d)
	}
	if _, d := ask(Citizens[0], "this_year"); d["months_paid"] != 2.0 {
		t.Errorf("this year: %v", d["months_paid"])
	}
	if _, d := ask(Citizens[6], "last_year"); d["state"] != "retired" {
		t.Errorf("retired: %v", d["state"])
	}
	if code, _ := ask(Citizens[8], "all"); code != "NO_RECORD" {
		t.Errorf("never insured: %s", code)
	}
	if code, _ := w.get("/social/v1/records" + query("id_no", Citizens[0].IDNo, "name", "王五", "type", "pension", "period", "all")); code != "MISMATCH" {
		t.Errorf("another name: %s", code)
	}
	if code, _ := w.get("/social/v1/records" + query("id_no", TrapID(12), "type", "pension", "period", "all")); code != "STOPPED" {
		t.Errorf("trap: %s", code)
	}
}

// Whom somebody may look up is what the agency says: by its own reference, and nobody else's.
func TestRelatives(t *testing.T) {
	w := newTown(t, "")
	_, d := w.get("/social/v1/relatives" + query("id_no", Citizens[0].IDNo, "name", Citizens[0].Name))
	people := list(d, "people")
	if len(people) != 2 || people[0]["name"] != "赵国栋" || people[0]["id_no"] != nil {
		t.Fatalf("relatives %v", people)
	}
	record := func(c Citizen, ref any) (string, map[string]any) {
		return w.get("/social/v1/records" + query("id_no", c.IDNo, "name", c.Name, "type", "pension", "period", "all", "for", ref.(string)))
	}
	if code, d := record(Citizens[0], people[0]["ref"]); code != "OK" || d["state"] != "retired" {
		t.Errorf("for a relative: %s, %v", code, d)
	}
	if code, _ := record(Citizens[1], people[0]["ref"]); code != "MISMATCH" {
		t.Errorf("for somebody else's relative: %s", code)
	}
	if _, d := w.get("/social/v1/relatives" + query("id_no", Citizens[1].IDNo)); len(list(d, "people")) != 0 {
		t.Errorf("relatives of who has none: %v", d)
	}
}

func TestFund(t *testing.T) {
	w := newTown(t, "")
	for _, c := range []struct {
		citizen int
		code    string
		states  []string
		loan    bool
	}{
		{0, "OK", []string{"open"}, true}, {3, "OK", []string{"open", "sealed"}, false}, {5, "OK", []string{"sealed"}, false}, {7, "NO_RECORD", nil, false},
	} {
		code, d := w.get("/fund/v1/accounts" + query("id_no", Citizens[c.citizen].IDNo))
		var states []string
		for _, one := range list(d, "accounts") {
			states = append(states, one["state"].(string))
		}
		if code != c.code || !slices.Equal(states, c.states) || code == "OK" && d["loan"] != c.loan {
			t.Errorf("%s: %s %v", Citizens[c.citizen].Name, code, d)
		}
	}
}

func TestHospitalBills(t *testing.T) {
	w := newTown(t, "")
	settle := func(bill, yuan, key string) (string, map[string]any) {
		return w.ask("POST", "/hospital/v1/bills/"+bill+"/settlements", key, `{"own_yuan":"`+yuan+`","payment_receipt":"R1"}`)
	}
	_, d := w.get("/hospital/v1/bills" + query("id_no", Citizens[0].IDNo))
	if d["count"] != 2.0 || list(d, "bills")[0]["bill"] != "B011001" || list(d, "bills")[0]["own_fen"] != 9860.0 {
		t.Fatalf("bills: %v", d)
	}
	if code, _ := settle("B011001", "50.00", "K1"); code != "NO_PARTIAL" {
		t.Errorf("a part: %s", code)
	}
	if code, _ := settle("B011001", "100.00", "K2"); code != "CHANGED" {
		t.Errorf("too much: %s", code)
	}
	code, first := settle("B011001", "98.60", "K3")
	_, second := settle("B011001", "98.60", "K3")
	if code != "OK" || first["receipt"] != second["receipt"] {
		t.Errorf("same key: %s %v %v", code, first, second)
	}
	if code, _ := settle("B011001", "98.60", "K4"); code != "ALREADY_DONE" {
		t.Errorf("other key: %s", code)
	}
	if code, _ := settle("B011002", "98.60", "K3"); code != "KEY_REUSED" {
		t.Errorf("same key, other bill: %s", code)
	}
	if _, d := w.get("/hospital/v1/bills" + query("id_no", Citizens[0].IDNo)); d["count"] != 1.0 {
		t.Errorf("afterwards: %v", d["count"])
	}
	if code, _ := settle("B990038", "98.60", "K5"); code != "CHANGED" {
		t.Errorf("price change: %s", code)
	}
	if code, _ := settle("B990038", "103.60", "K6"); code != "OK" {
		t.Errorf("at the new price: %s", code)
	}
	if code, _ := settle("B990044", "98.60", "K7"); code != "" {
		t.Errorf("cut: %s", code)
	}
	if code, _ := settle("B990044", "98.60", "K7"); code != "OK" {
		t.Errorf("after the cut, same key: %s", code)
	}
	w.acts()
}

func TestMarriage(t *testing.T) {
	w := newTown(t, "")
	day := "2026-03-10"
	left := func(office string) any {
		_, d := w.get("/marriage/v1/quota" + query("office", office, "date", day, "kind", "marriage"))
		return d["left_am"]
	}
	hold := func(office, date, key string) (string, string) {
		code, d := w.ask("POST", "/marriage/v1/holds", key, fmt.Sprintf(`{"office":%q,"date":%q,"period":"am","kind":"marriage"}`, office, date))
		held, _ := d["hold"].(string)
		return code, held
	}
	couple := func(held string, a, b Citizen) string {
		return fmt.Sprintf(`{"hold":%q,"kind":"marriage","first":{"name":%q,"id_no":%q},"second":{"name":%q,"id_no":%q}}`, held, a.Name, a.IDNo, b.Name, b.IDNo)
	}
	zhang, wang, zhou, li := Citizens[0], Citizens[1], Citizens[8], Citizens[2]

	if got := left("330102-1"); got != 1.0 {
		t.Fatalf("small office: %v left", got)
	}
	_, held := hold("330102-1", day, "K1")
	if _, again := hold("330102-1", day, "K1"); again != held {
		t.Errorf("same key held another place: %s, %s", held, again)
	}
	if code, _ := hold("330102-1", day, "K2"); code != "LIMIT" || left("330102-1") != 0.0 {
		t.Errorf("the place is held: %s", code)
	}
	w.clock.pass(holdFor)
	if got := left("330102-1"); got != 1.0 {
		t.Errorf("after the hold: %v left", got)
	}
	if code, _ := w.ask("POST", "/marriage/v1/bookings", "K3", couple(held, zhang, wang)); code != "CLOSED" {
		t.Errorf("booking a hold that ran out: %s", code)
	}

	_, held = hold("330102-1", day, "K4")
	if code, _ := w.ask("DELETE", "/marriage/v1/holds/"+held, "", ""); code != "OK" || left("330102-1") != 1.0 {
		t.Errorf("released: %s, %v left", code, left("330102-1"))
	}
	_, held = hold("330102-1", day, "K5")
	if code, _ := w.ask("POST", "/marriage/v1/bookings", "K6", couple(held, zhang, zhou)); code != "LIMIT" && code != "MISMATCH" {
		t.Errorf("too young: %s", code)
	}
	code, d := w.ask("POST", "/marriage/v1/bookings", "K7", couple(held, zhang, wang))
	number, _ := d["number"].(string)
	if code != "OK" || !strings.HasPrefix(number, "HY") || left("330102-1") != 0.0 {
		t.Fatalf("book: %s %v", code, d)
	}
	if _, d := w.ask("POST", "/marriage/v1/bookings", "K7", couple(held, zhang, wang)); d["number"] != number {
		t.Errorf("same key booked %v", d["number"])
	}
	_, other := hold("330106-1", day, "K8")
	if code, _ := w.ask("POST", "/marriage/v1/bookings", "K9", couple(other, li, wang)); code != "ALREADY_DONE" {
		t.Errorf("booked already: %s", code)
	}
	if _, d := w.get("/progress/v1/cases/" + number); d["state"] != "booked" || d["due_on"] != day {
		t.Errorf("progress: %v", d)
	}
	if code, _ := w.ask("DELETE", "/marriage/v1/bookings/"+number, "", ""); code != "OK" || left("330102-1") != 1.0 {
		t.Errorf("cancelled: %s, %v left", code, left("330102-1"))
	}
	if code, _ := hold("330108-1", day, "K10"); code != "LIMIT" {
		t.Errorf("always full: %s", code)
	}
	for _, date := range []string{"2026-03-04", "2026-03-03", "2026-06-01", "soon"} {
		if code, _ := hold("330106-1", date, "K-"+date); code != "CLOSED" {
			t.Errorf("hold on %s: %s", date, code)
		}
	}
	w.acts()
}

// Whatever the day, holidays too, there are places within the horizon.
func TestPlacesOnAnyDay(t *testing.T) {
	w := newTown(t, "")
	for range 12 {
		w.clock.pass(31 * 24 * time.Hour)
		if _, d := w.get("/marriage/v1/dates" + query("office", "330106-1", "kind", "marriage")); len(list(d, "dates")) != 10 {
			t.Errorf("%s: %d dates", day(w.clock.now()), len(list(d, "dates")))
		}
	}
}

func TestPermits(t *testing.T) {
	w := newTown(t, "")
	for _, c := range []struct {
		path, code string
		want       map[string]any
	}{
		{"permits/C12345678" + query("id_no", Citizens[0].IDNo), "OK", map[string]any{"eligible": true, "expiring": false, "holder": "张*"}},
		{"permits/C12345678" + query("id_no", Citizens[1].IDNo), "MISMATCH", nil},
		{"permits/C56789012", "OK", map[string]any{"eligible": false}},
		{"permits/C99999999", "NO_RECORD", nil},
		{"permits/C00000012", "STOPPED", nil},
		{"quotes" + query("permit_no", "C12345678", "hk", "once", "macao", "none"), "OK", map[string]any{"total_fen": 1500.0, "permit_fen": 0.0}},
		{"quotes" + query("permit_no", "C23456789", "hk", "twice", "macao", "multi_1y", "delivery", "post"), "OK", map[string]any{"total_fen": 19000.0, "permit_fen": 6000.0}},
		{"quotes" + query("permit_no", "C12345678", "hk", "none", "macao", "none"), "NO_PARTIAL", nil},
	} {
		code, d := w.get("/exitentry/v1/" + c.path)
		got := map[string]any{}
		for name := range c.want {
			got[name] = d[name]
		}
		if code != c.code || c.want != nil && !maps.Equal(got, c.want) {
			t.Errorf("%s: %s %v, want %s %v", c.path, code, got, c.code, c.want)
		}
	}
	body := fmt.Sprintf(`{"permit_no":"C12345678","holder":{"id_no":%q,"name":%q},"endorsements":{"hk":"once","macao":"none"}}`, Citizens[0].IDNo, Citizens[0].Name)
	code, d := w.ask("POST", "/exitentry/v1/applications", "K1", body)
	if code != "OK" || d["due_on"] != "2026-03-13" {
		t.Fatalf("apply: %s %v", code, d) // seven working days from Wednesday
	}
	if code, _ := w.ask("POST", "/exitentry/v1/applications", "K2", body); code != "ALREADY_DONE" {
		t.Errorf("apply twice: %s", code)
	}
	w.acts()
}

func TestCasesMoveOn(t *testing.T) {
	w := newTown(t, "")
	_, d := w.ask("POST", "/hotline/v1/tickets", "K1", `{"category":"noise","text":"工地夜间施工","region":"330100"}`)
	number := d["number"].(string)
	for _, c := range []struct {
		after time.Duration
		state string
	}{{0, "received"}, {2 * time.Minute, "accepted"}, {25 * time.Hour, "handling"}, {6 * 24 * time.Hour, "done"}} {
		w.clock.pass(c.after)
		if _, d := w.get("/hotline/v1/tickets/" + number); d["state"] != c.state {
			t.Errorf("after %v: %v, want %s", c.after, d["state"], c.state)
		}
	}
	if code, d := w.ask("POST", "/hotline/v1/tickets/"+number+"/reopen", "K2", `{"reason":"还在施工"}`); code != "OK" || d["state"] != "received" {
		t.Errorf("reopen: %s %v", code, d["state"])
	}
	if code, _ := w.ask("POST", "/hotline/v1/tickets/"+number+"/reopen", "K3", `{"reason":"还在施工"}`); code != "LIMIT" {
		t.Errorf("reopen twice: %s", code)
	}
	for number, state := range map[string]string{"CR3301100101": "handling", "GD3301100201": "done", "YJ3301100301": "handling"} {
		if _, d := w.get("/progress/v1/cases/" + number); d["state"] != state || d["service_en"] == "" || d["holder_en"] == "" {
			t.Errorf("%s: %v", number, d)
		}
	}
	if code, _ := w.ask("POST", "/hotline/v1/tickets", "K4", `{"category":"noise","text":"太吵 沙箱44"}`); code != "" {
		t.Errorf("cut: %s", code)
	}
	if code, _ := w.ask("GET", "/hotline/v1/tickets/submitted", "K4", ""); code != "OK" {
		t.Errorf("found afterwards: %s", code)
	}
	w.acts()
}
