package connectortest_test

import (
	"errors"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/banshi-bot/banshi/connectors"
	"github.com/banshi-bot/banshi/connectors/connectortest"
	"github.com/banshi-bot/banshi/connectors/rest"
	"github.com/banshi-bot/banshi/connectors/sandbox"
	"github.com/banshi-bot/banshi/intents"
)

// shipped reads the description of an agency that ships with Banshi.
func shipped(t *testing.T, name string) *intents.Agency {
	t.Helper()
	b, err := os.ReadFile("../../intents/library/agencies/" + name + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	return connectortest.Load(t, string(b))
}

// town founds a sandbox and counts what is done of an operation.
func town(operation string) func(*testing.T) (http.Handler, func() int) {
	return func(t *testing.T) (http.Handler, func() int) {
		s, err := sandbox.Open("", sandbox.Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Close() })
		return s.Handler(), func() int {
			acts, err := s.Acts(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			n := 0
			for _, a := range acts {
				if a.Operation == operation {
					n += int(a.Done)
				}
			}
			return n
		}
	}
}

func toward(agency string) func(*http.Client, string) (connectors.Connector, error) {
	return func(client *http.Client, base string) (connectors.Connector, error) {
		return rest.New(rest.Config{Base: base + "/" + agency, Client: client})
	}
}

const unmapped = `{"code":"E-1234","data":{}}`

func TestSandboxTraffic(t *testing.T) {
	connectortest.Run(t, connectortest.Subject{
		New: town("traffic.settle"), Connect: toward("traffic"), Agency: shipped(t, "traffic"), Unmapped: unmapped,
		Read: connectortest.Case{Operation: "decision", Args: map[string]string{"number": "3301061900123456"},
			Want: map[string]string{"state": "unpaid", "total_fen": "20000", "plate": "浙A12345"}},
		Missing: connectortest.Case{Operation: "decision", Args: map[string]string{"number": "3301061900999999"}},
		Act:     connectortest.Case{Operation: "settle", Args: map[string]string{"number": "3301061900123456", "receipt": "R1", "amount": "20000"}},
	})
}

func TestSandboxHospital(t *testing.T) {
	connectortest.Run(t, connectortest.Subject{
		New: town("hospital.settle"), Connect: toward("hospital"), Agency: shipped(t, "hospital"), Unmapped: unmapped,
		Read: connectortest.Case{Operation: "bill", Args: map[string]string{"bill": "B011001"},
			Want: map[string]string{"state": "open", "own_fen": "9860", "insurance_fen": "28790"}},
		Missing: connectortest.Case{Operation: "bill", Args: map[string]string{"bill": "B999999"}},
		Act:     connectortest.Case{Operation: "settle", Args: map[string]string{"bill": "B011001", "amount": "9860", "receipt": "R1"}},
	})
}

func TestSandboxHotline(t *testing.T) {
	connectortest.Run(t, connectortest.Subject{
		New: town("hotline.submit"), Connect: toward("hotline"), Agency: shipped(t, "hotline"), Unmapped: unmapped,
		Read: connectortest.Case{Operation: "progress", Args: map[string]string{"number": "GD3301100202"},
			Want: map[string]string{"state": "handling", "department": "市公安局交通警察支队"}},
		Missing: connectortest.Case{Operation: "progress", Args: map[string]string{"number": "GD3301109999"}},
		Act:     connectortest.Case{Operation: "submit", Args: map[string]string{"category": "noise", "text": "工地夜间施工"}},
	})
}

func TestSandboxOpinion(t *testing.T) {
	connectortest.Run(t, connectortest.Subject{
		New: town("opinion.submit"), Connect: toward("opinion"), Agency: shipped(t, "opinion"), Unmapped: unmapped,
		Read:    connectortest.Case{Operation: "progress", Args: map[string]string{"number": "YJ3301100301"}, Want: map[string]string{"state": "handling"}},
		Missing: connectortest.Case{Operation: "progress", Args: map[string]string{"number": "YJ3301109999"}},
		Act:     connectortest.Case{Operation: "submit", Args: map[string]string{"topic": "transport", "text": "多开一班夜班公交"}},
	})
}

// soon is a date the registries take bookings for, whenever the test runs.
func soon() string {
	return time.Now().In(time.FixedZone("Asia/Shanghai", 8*60*60)).AddDate(0, 0, 3).Format("2006-01-02")
}

// TestShippedOperations asks every operation of every shipped agency once, well, and reads its whole answer.
func TestShippedOperations(t *testing.T) {
	handler, _ := town("")(t)
	server := httptest.NewServer(handler)
	defer server.Close()
	zhang, wang := sandbox.Citizens[0], sandbox.Citizens[1]
	one := map[string]string{"id_no": zhang.IDNo, "name": zhang.Name}
	with := func(base map[string]string, more ...string) map[string]string {
		m := maps.Clone(base)
		for i := 0; i < len(more); i += 2 {
			m[more[i]] = more[i+1]
		}
		return m
	}
	none := map[string]string{}
	said := map[string]connectors.Answer{}
	asked := map[string]bool{}
	ask := func(operation string, args map[string]string) connectors.Answer {
		t.Helper()
		agency, name, _ := strings.Cut(operation, ".")
		conn, err := rest.New(rest.Config{Base: server.URL + "/" + agency})
		if err != nil {
			t.Fatal(err)
		}
		op := shipped(t, agency).Operations[name]
		if op == nil {
			t.Fatalf("%s is not shipped", operation)
		}
		a, err := conn.Do(t.Context(), connectors.Call{Operation: op, Args: args, ID: "KEY_1_" + strings.ToUpper(agency)})
		if err != nil {
			t.Errorf("%s: %v", operation, err)
		}
		asked[operation], said[operation] = true, a
		return a
	}

	ask("traffic.decision", with(none, "number", "3301061900123456", "region", "330100"))
	ask("traffic.settle", with(none, "number", "3301061900123456", "receipt", "R1"))
	ask("traffic.settlement", with(none, "number", "3301061900123456", "receipt", "R1"))
	if l := ask("traffic.violations", with(none, "plate", "浙A12345", "tail", "654321")).Lists["violations"]; len(l) != 4 || l[0]["state"] != "paid" {
		t.Errorf("violations: %v", l)
	}
	if l := ask("social.relatives", one).Lists["people"]; len(l) == 0 {
		t.Error("nobody lets this citizen look up their record")
	}
	if l := ask("social.record", with(one, "type", "pension", "period", "last_12")).Lists["months"]; len(l) != 12 {
		t.Errorf("social record: %d months", len(l))
	}
	account := ask("fund.accounts", one).Lists["accounts"][0]["account"]
	ask("fund.account", with(none, "id_no", zhang.IDNo, "account", account))
	bill := ask("hospital.bills", one).Lists["bills"][0]["bill"]
	own := ask("hospital.bill", with(none, "bill", bill, "id_no", zhang.IDNo)).Fields["own_fen"]
	ask("hospital.settle", with(none, "bill", bill, "amount", own, "receipt", "R2"))
	ask("hospital.settlement", with(none, "bill", bill, "receipt", "R2"))
	office := ask("marriage.offices", with(none, "region", "330100")).Lists["offices"][0]["office"]
	ask("marriage.dates", with(none, "office", office, "kind", "marriage"))
	ask("marriage.quota", with(none, "office", office, "kind", "marriage", "date", soon()))
	held := ask("marriage.hold", with(none, "office", office, "kind", "marriage", "date", soon(), "period", "am")).Fields["hold"]
	couple := with(none, "hold", held, "kind", "marriage", "name1", zhang.Name, "id1", zhang.IDNo, "name2", wang.Name, "id2", wang.IDNo)
	number := ask("marriage.book", couple).Fields["number"]
	ask("marriage.booked", with(none, "hold", held))
	ask("marriage.booking", with(none, "number", number))
	ask("progress.case", with(none, "number", number))
	ask("marriage.cancel", with(none, "number", number))
	ask("marriage.release", with(none, "hold", held))
	ask("exitentry.permit", with(one, "permit_no", "C12345678"))
	if f := ask("exitentry.quote", with(none, "permit_no", "C23456789", "hk", "once", "macao", "multi_1y", "delivery", "post")).Fields; f["total_fen"] != "17500" {
		t.Errorf("permit quote: %v", f) // 60 + 15 + 80 + 20
	}
	applied := ask("exitentry.submit", with(one, "permit_no", "C12345678", "hk", "once", "macao", "none", "delivery", "pickup", "receipt", "R3")).Fields["number"]
	ask("exitentry.submitted", with(none, "permit_no", "C12345678"))
	ask("exitentry.progress", with(none, "number", applied))
	opinion := ask("opinion.submit", with(none, "topic", "transport", "text", "多开一班夜班公交", "contact", "13800010001")).Fields["number"]
	ask("opinion.progress", with(none, "number", opinion))
	ticket := ask("hotline.submit", with(none, "category", "noise", "text", "工地夜间施工")).Fields["number"]
	ask("hotline.submitted", none)
	ask("hotline.progress", with(none, "number", ticket))
	ask("hotline.reopen", with(none, "number", "GD3301100201", "reason", "还在施工"))

	for _, agency := range sandbox.Agencies {
		for name := range shipped(t, agency).Operations {
			if !asked[agency+"."+name] {
				t.Errorf("%s.%s was not asked", agency, name)
			}
		}
	}
}

// TestEveryFamily reaches each error family through the shipped description of an agency.
func TestEveryFamily(t *testing.T) {
	handler, _ := town("")(t)
	server := httptest.NewServer(handler)
	defer server.Close()
	conn, err := rest.New(rest.Config{Base: server.URL + "/traffic"})
	if err != nil {
		t.Fatal(err)
	}
	op := shipped(t, "traffic").Operations["decision"]
	var met []string
	for n := 1; n <= 12; n++ {
		number := "33010619001200" + string(rune('0'+n/10)) + string(rune('0'+n%10))
		_, err := conn.Do(t.Context(), connectors.Call{Operation: op, Args: map[string]string{"number": number}, ID: "K"})
		var f *connectors.Fault
		if !errors.As(err, &f) {
			t.Fatalf("%s: %v", number, err)
		}
		met = append(met, f.Family)
	}
	slices.Sort(met)
	want := slices.Sorted(slices.Values(intents.Families))
	if !slices.Equal(met, want) {
		t.Errorf("families met: %v, want %v", met, want)
	}
}
