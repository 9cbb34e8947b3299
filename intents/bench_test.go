package intents

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/banshi-bot/banshi/intents/value"
)

// many is a library of 40 services in 124 cities, four in five of which make the change: 4,960 items.
func many(t testing.TB, change string) fstest.MapFS {
	files := overlaid(t)
	base := string(files["services/marriage_appointment.yaml"].Data)
	delete(files, "services/other.yaml")
	delete(files, "services/traffic_fine_pay.yaml")
	delete(files, "services/marriage_appointment.yaml")
	delete(files, "regions/33.yaml")
	var ids []string
	for n := range 40 {
		id := fmt.Sprintf("service_%d", n)
		ids = append(ids, id)
		file := strings.NewReplacer("marriage_appointment", id, "预约结婚登记", fmt.Sprintf("办第%d件事", n),
			"book a marriage registration", fmt.Sprintf("service number %d", n), "[traffic_fine_pay]", "[service_0]").Replace(base)
		files["services/"+id+".yaml"] = &fstest.MapFile{Data: []byte(file)}
	}
	files["menu.yaml"] = &fstest.MapFile{Data: []byte("groups:\n  - {id: all, title: {zh: 全部, en: All}, intents: [" + strings.Join(ids, ", ") + "]}\n")}
	cities := 0
	for p := 11; p < 66; p++ {
		var b strings.Builder
		fmt.Fprintf(&b, "region: \"%d0000\"\ncities:\n", p)
		found := 0
		for c := 1; c < 60 && cities < 124; c++ {
			code := fmt.Sprintf("%d%02d00", p, c)
			if full, ok := value.Regions().Code(code); !ok || full != code {
				continue
			}
			fmt.Fprintf(&b, "  %q:\n    services:\n", code)
			for n, id := range ids {
				if (n+cities)%5 != 0 {
					fmt.Fprintf(&b, "      %s: {%s}\n", id, strings.ReplaceAll(change, "N", fmt.Sprint(cities+3)))
				}
			}
			found++
			cities++
		}
		if found > 0 {
			files[fmt.Sprintf("regions/%d.yaml", p)] = &fstest.MapFile{Data: []byte(b.String())}
		}
	}
	return files
}

func BenchmarkLoad4960(b *testing.B) {
	for name, change := range map[string]string{
		"offices": `office: {phone: "0N"}`,
		"steps":   `office: {phone: "0N"}, slots: {date: {min: "+Nd"}}, steps: [{id: notice, say: rings}]`,
	} {
		b.Run(name, func(b *testing.B) {
			files := many(b, change)
			for b.Loop() {
				c, found := Load(files, Options{Today: "2026-03-04"})
				if c == nil || len(c.Items()) != 4960 {
					b.Fatalf("faults: %v", found)
				}
			}
		})
	}
}

func BenchmarkTruth(b *testing.B) {
	x, err := ParseExpr(`quote.state == "paid" and (quote.fen + 100 > rules.max or not late)`, Pos{})
	if err != nil {
		b.Fatal(err)
	}
	env := Env(func(path string) (Val, bool) {
		switch path {
		case "quote.state":
			return Val{S: "paid"}, true
		case "late":
			return Val{}, false
		}
		return Val{Sort: value.Number, N: 200}, true
	})
	for b.Loop() {
		x.Truth(env)
	}
}
