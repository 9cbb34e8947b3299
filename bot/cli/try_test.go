package cli

import (
	"log/slog"
	"testing"
	"time"

	"github.com/banshi-bot/banshi/intents"
	"github.com/banshi-bot/banshi/intents/value"
)

// TestDemo holds the guided page to the library: each service has a card, and what it says reaches that service.
func TestDemo(t *testing.T) {
	d, err := readDemo()
	if err != nil {
		t.Fatal(err)
	}
	defs := &definitions{now: time.Now, log: slog.New(slog.DiscardHandler)}
	if _, err := defs.load(t.Context()); err != nil {
		t.Fatal(err)
	}
	live := defs.Live()
	if got, want := len(d.tries(live)), len(live.Intents()); got != want {
		t.Errorf("%d cards for %d services", got, want)
	}
	for _, id := range live.Intents() {
		card, ok := d.Cards[id]
		if !ok {
			t.Errorf("%s has no card", id)
			continue
		}
		for lang, said := range map[string]string{"zh": card.Say.ZH, "en": card.Say.EN} {
			u := live.Recogniser.Understand(said, value.Context{At: time.Now().UnixMilli(), Zone: value.Regions().Zone(""), Lang: lang})
			if u.Zone != intents.ZoneAct || len(u.Ranked) == 0 || u.Ranked[0].Intent != id {
				t.Errorf("%q of %s means %v (%s)", said, id, u.Ranked, u.Zone)
			}
		}
		if card.Note.ZH == "" || card.Note.EN == "" {
			t.Errorf("%s: the card has no note in one of the languages", id)
		}
	}
	for id := range d.Cards {
		if _, ok := live.Any(id); !ok {
			t.Errorf("a card for %s, which is no service", id)
		}
	}
}

func TestAgency(t *testing.T) {
	d := demo{Agency: Bilingual{"演示", "Demo"}}
	defs := &definitions{}
	name := func(h house, regions ...string) string {
		defs.live.Store(&intents.Catalog{Regions: regions})
		h.defs = defs
		return h.agency(d).ZH
	}
	said := &Config{Web: WebConfig{Agency: Bilingual{"西湖区政务", "Xihu"}}}
	office := &Config{Offices: map[string]OfficeConfig{"330100": {Name: Bilingual{"杭州办事中心", "Hangzhou office"}}}}
	for _, c := range []struct{ got, want string }{
		{name(house{config: said, sandbox: true}, "330100"), "西湖区政务"},
		{name(house{config: &Config{}, sandbox: true}, "330100"), "演示"},
		{name(house{config: office}, "330100"), "杭州办事中心"},
		{name(house{config: &Config{}}, "330100"), "杭州市政务服务"},
		{name(house{config: office}, "330100", "410100"), ""}, // the page's own word for all of them
	} {
		if c.got != c.want {
			t.Errorf("agency %q, want %q", c.got, c.want)
		}
	}
}
