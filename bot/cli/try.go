package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/bot/replay"
	"github.com/banshi-bot/banshi/bot/web"
	"github.com/banshi-bot/banshi/intents"
	"github.com/banshi-bot/banshi/intents/library"
	"github.com/banshi-bot/banshi/intents/value"
)

// demo is what the chat page of the sandbox shows beside the chat, from demo.yaml.
type demo struct {
	Agency Bilingual           `yaml:"agency"`
	Cards  map[string]demoCard `yaml:"cards"`
}

// demoCard says what to say to try a service, and with whose numbers.
type demoCard struct {
	Say  Bilingual `yaml:"say"`
	Note Bilingual `yaml:"note"`
}

// readDemo reads the file that ships.
func readDemo() (demo, error) {
	const name = "demo.yaml"
	var d demo
	src, err := library.Files.ReadFile(name)
	if err != nil {
		return d, fmt.Errorf("read %s: %w", name, err)
	}
	if faults := decodeStrict(name, src, &d, func(string, string) {}); len(faults) > 0 {
		return d, fmt.Errorf("read %s: %s", name, strings.Join(faults, "; "))
	}
	return d, nil
}

// tries are the cards of the services in force, in the order of the menu. A service without a card, such as one
// of the operator's own, is tried by its first examples.
func (d demo) tries(c *intents.Catalog) []web.Try {
	var out []web.Try
	for _, id := range inMenu(c) {
		it, ok := c.Any(id)
		if !ok {
			continue
		}
		card, ok := d.Cards[id]
		if !ok {
			card.Say = Bilingual{first(it.Examples["zh"]), first(it.Examples["en"])}
		}
		if card.Say.ZH != "" && card.Say.EN != "" {
			out = append(out, web.Try{Title: it.Title, Say: card.Say.text(), Note: card.Note.text()})
		}
	}
	return out
}

// inMenu gives all services, those of the menu first.
func inMenu(c *intents.Catalog) []string {
	var out []string
	seen := map[string]bool{}
	add := func(ids []string) {
		for _, id := range ids {
			if !seen[id] {
				seen[id], out = true, append(out, id)
			}
		}
	}
	for _, g := range c.Groups {
		add(g.Intents)
	}
	add(c.Intents())
	return out
}

func first(examples []intents.Example) string {
	if len(examples) == 0 {
		return ""
	}
	return examples[0].Text
}

func (b Bilingual) text() intents.Text { return intents.Text{ZH: b.ZH, EN: b.EN} }

// agency is whose page the chat is: what the administrator says, in the sandbox the demonstration's, of one
// region alone its office; else the page's own word for all of them.
func (h *house) agency(played demo) intents.Text {
	if name := h.config.Web.Agency; name != (Bilingual{}) {
		return name.text()
	}
	if h.sandbox {
		return played.Agency.text()
	}
	regions := h.defs.Live().Regions
	if len(regions) != 1 {
		return intents.Text{}
	}
	if name := h.config.Offices[regions[0]].Name; name != (Bilingual{}) {
		return name.text()
	}
	g := value.Regions()
	return intents.Text{ZH: g.Name(regions[0], "zh") + "政务服务", EN: g.Name(regions[0], "en") + " public services"}
}

// why explains a reply in the sandbox, by running the conversation's records again: every turn from what the
// citizen did to the reply, as a list.
func (h *house) why() func(ctx context.Context, conversation string, seq int64) ([]byte, error) {
	if !h.sandbox {
		return nil
	}
	return func(ctx context.Context, conversation string, seq int64) ([]byte, error) {
		records, book, err := h.engine.Records(ctx, conversation, seq)
		if err != nil {
			return nil, err
		}
		if len(records) == 0 {
			return nil, bot.ErrNone
		}
		var turns []replay.Reasons
		root := records[len(records)-1].Event.Root
		for i, r := range records {
			if r.Event.Root != root {
				continue
			}
			if reasons, ok := replay.Why(book, replay.Recording{Records: records[:i+1]}); ok {
				turns = append(turns, reasons)
			}
		}
		return json.Marshal(turns)
	}
}

// startWith is how many services an empty chat offers.
const startWith = 6

// services are the titles of those used most, as the menu orders them.
func (h *house) services(lang string) []string {
	live := h.defs.Live()
	var titles []string
	for _, id := range live.Intents() {
		if it, ok := live.Any(id); ok && len(titles) < startWith {
			titles = append(titles, it.Title.In(lang))
		}
	}
	return titles
}
