package connectortest_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"testing"

	"github.com/banshi-bot/banshi/connectors"
	"github.com/banshi-bot/banshi/connectors/connectortest"
	"github.com/banshi-bot/banshi/connectors/rest"
)

// parking is an agency that writes everything in another way than the sandbox: numbers as codes, yuan as decimals,
// moments in milliseconds, its own field names, 404 for what it does not know. It is connected by YAML alone.
type parking struct {
	mu   sync.Mutex
	keys map[string]string
	paid map[string]string
}

func (p *parking) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/lot/{lot}/plate/{plate}", p.look)
	mux.HandleFunc("PUT /api/pay", p.pay)
	mux.ServeHTTP(w, r)
}

func say(w http.ResponseWriter, status, errno int, result any) {
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(map[string]any{"head": map[string]any{"errno": errno}, "result": []any{result}})
}

func (p *parking) look(w http.ResponseWriter, r *http.Request) {
	if r.PathValue("plate") != "浙A12345" {
		say(w, http.StatusNotFound, 0, nil)
		return
	}
	state := 0
	if p.paid["浙A12345"] != "" {
		state = 1
	}
	say(w, http.StatusOK, 0, map[string]any{"che": map[string]any{"hao": "浙A·12345", "jine": "1,012.50", "rusj": 1772583120000, "zt": state,
		"gzr": "20260304", "tsl": "是"}, "secret": "not declared", "pass": nil,
		"jilu": []any{map[string]any{"n": "A区", "m": 12.5}, map[string]any{"n": "B区", "m": "1000"}}})
}

func (p *parking) pay(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Trans struct{ Id, Sum string }
		Car   struct{ No string }
		Cash  bool
		Kind  string
	}
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil || body.Trans.Id == "" || body.Trans.Sum != "1012.50" || body.Kind != "online" {
		say(w, http.StatusOK, 40001, nil)
		return
	}
	if p.keys[body.Trans.Id] == "" {
		p.paid[body.Car.No] = fmt.Sprintf("P%d", len(p.paid)+1)
		p.keys[body.Trans.Id] = p.paid[body.Car.No]
	}
	say(w, http.StatusOK, 0, map[string]any{"dj": p.keys[body.Trans.Id]})
}

const parkingYAML = `
agency: parking
title: {zh: 停车场, en: Parking}
operations:
  stay:
    effect: read
    args: {lot: text, plate: plate}
    answer:
      plate: {kind: plate, from: che.hao}
      due_fen: {kind: amount, as: yuan, from: che.jine}
      since: {kind: text, as: unix_ms, from: che.rusj}
      state: {kind: text, from: che.zt, map: {"0": unpaid, "1": paid}}
      worked: {kind: date, from: che.gzr}
      special: {kind: truth, from: che.tsl}
      permit: {kind: text, from: pass, optional: true}
      zones: {from: jilu, list: {zone: {kind: text, from: n}, fen: {kind: amount, as: yuan, from: m}}}
    method: GET
    path: /api/lot/{lot}/plate/{plate}
    data: result.0
    code: head.errno
    ok: ["0"]
    errors: {"http 404": not_found, "50003": agency_down}
  pay:
    effect: idempotent_write
    idempotency: body trans.id
    args: {plate: plate, sum: amount, cash: {kind: truth, optional: true}}
    answer: {receipt: {kind: text, from: dj}}
    method: PUT
    path: /api/pay
    body: {car.no: plate, trans.sum: {arg: sum, as: yuan}, cash: {arg: cash, as: bool}, kind: =online}
    data: result.0
    code: head.errno
    ok: ["0"]
    errors: {"40002": already_paid}
`

func TestSecondAgency(t *testing.T) {
	connectortest.Run(t, connectortest.Subject{
		New: func(*testing.T) (http.Handler, func() int) {
			p := &parking{keys: map[string]string{}, paid: map[string]string{}}
			return p, func() int { p.mu.Lock(); defer p.mu.Unlock(); return len(p.paid) }
		},
		Connect: func(client *http.Client, base string) (connectors.Connector, error) {
			return rest.New(rest.Config{Base: base, Client: client})
		},
		Agency: connectortest.Load(t, parkingYAML),
		Read: connectortest.Case{Operation: "stay", Args: map[string]string{"lot": "西湖 1号/地下", "plate": "浙A12345"}, Want: map[string]string{
			"plate": "浙A12345", "due_fen": "101250", "since": "2026-03-04 08:12", "state": "unpaid", "worked": "2026-03-04", "special": "true",
		}},
		Missing:  connectortest.Case{Operation: "stay", Args: map[string]string{"lot": "1", "plate": "沪B00001"}},
		Act:      connectortest.Case{Operation: "pay", Args: map[string]string{"plate": "浙A12345", "sum": "101250", "cash": "false"}, Want: map[string]string{"receipt": "P1"}},
		Unmapped: `{"head":{"errno":99999},"result":[{"che":{"hao":"浙A12345","jine":1,"rusj":0,"zt":0,"gzr":"20260304","tsl":1},"jilu":[],"dj":"P9"}]}`,
	})
}
