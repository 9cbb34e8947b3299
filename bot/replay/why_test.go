package replay

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/banshi-bot/banshi/bot/talk"
)

// TestWhy explains each turn of a paid fine.
func TestWhy(t *testing.T) {
	c := catalog(t)
	r := record(t, c, tiny)[0]
	var said []string
	for k := range r.Records {
		reasons, ok := Why(talk.Book(c), Recording{Start: r.Start, Records: r.Records[:k+1]})
		if !ok || reasons.Other {
			t.Fatalf("turn %d: %+v", k+1, reasons)
		}
		body, err := json.Marshal(reasons)
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{"3301061900123456", "浙A12345", "33010619001"} {
			if strings.Contains(reasons.String()+string(body), secret) {
				t.Errorf("turn %d tells %s:\n%s", k+1, secret, reasons)
			}
		}
		said = append(said, reasons.String())
	}
	for _, c := range []struct {
		turn int
		want string
	}{
		{1, "candidate traffic_fine_pay "},
		{1, "zone      act\n"},
		{1, "step      quote: true (services/traffic_fine_pay.yaml:"},
		{1, "reply     traffic_fine_pay.slots.decision_no (services/traffic_fine_pay.yaml:"},
		{2, "value     digits •••••••••••\n"},
		{3, "slot      decision_no: (empty) → 3301••••••••3456 (services/traffic_fine_pay.yaml:"},
		{3, "call      traffic.decision number=3301••••••••3456 (services/traffic_fine_pay.yaml:"},
		{4, "call      traffic.decision number=3301••••••••3456 → agency="},
		{4, "step      say2: false (services/traffic_fine_pay.yaml:"},
		{4, "reply     confirm.lead (services/traffic_fine_pay.yaml:"},
	} {
		if !strings.Contains(said[c.turn-1], c.want) {
			t.Errorf("turn %d lacks %q:\n%s", c.turn, c.want, said[c.turn-1])
		}
	}
}

// TestWhyOther says so where a turn run again comes out otherwise.
func TestWhyOther(t *testing.T) {
	r := record(t, catalog(t), tiny)[0]
	r.Records = r.Records[:1]
	r.Records[0].Build = "v1"
	reasons, _ := Why(talk.Book(catalog(t, "zh: 请发来处罚决定书编号（15或16位）", "zh: 编号？")), r)
	if !reasons.Other || !strings.Contains(reasons.String(), "build v1 wrote it") {
		t.Errorf("%+v", reasons)
	}
}
