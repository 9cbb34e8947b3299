package talk

import (
	"strings"
	"testing"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/intents"
	"github.com/banshi-bot/banshi/intents/value"
)

// fineCatalog declares the agency of the talks in these tests; what is said is up to fineStep.
func fineCatalog(t testing.TB) *intents.Catalog {
	t.Helper()
	kind := func(name string) value.Kind {
		k, err := value.New(name, value.Params{})
		if err != nil {
			t.Fatal(err)
		}
		return k
	}
	number := intents.Declared{Name: "number", Kind: kind("penalty_number")}
	decision := &intents.Operation{
		Agency: "traffic", Name: "decision", Effect: intents.Read, Args: []intents.Declared{number},
		Answer: []intents.Declared{
			{Name: "plate", Kind: kind("plate")},
			{Name: "total_fen", Kind: kind("amount")},
			{Name: "note", Kind: kind("text"), Optional: true},
			{Name: "acts", Optional: true, List: []intents.Declared{{Name: "what", Kind: kind("text")}, {Name: "fen", Kind: kind("amount")}}},
		},
	}
	settle := &intents.Operation{
		Agency: "traffic", Name: "settle", Effect: intents.Write, Lookup: "receipt",
		Args:   []intents.Declared{number, {Name: "receipt", Kind: kind("text")}},
		Answer: []intents.Declared{{Name: "receipt", Kind: kind("text")}},
	}
	receipt := &intents.Operation{
		Agency: "traffic", Name: "receipt", Effect: intents.Read, Args: []intents.Declared{number},
		Answer: []intents.Declared{{Name: "receipt", Kind: kind("text")}},
	}
	return &intents.Catalog{Agencies: map[string]*intents.Agency{"traffic": {
		ID: "traffic", Operations: map[string]*intents.Operation{"decision": decision, "settle": settle, "receipt": receipt},
	}}}
}

// fineStep pays a traffic fine in the plainest way there is.
func fineStep(_ intents.Book, c bot.Conversation, e bot.Event) (bot.Conversation, []bot.Effect) {
	c.Turn++
	t := &fineTurn{c: c}
	switch what := e.What.(type) {
	case bot.Said:
		t.hear(what.Text)
	case bot.Chosen:
		if what.Value == "pay" {
			t.do(bot.Do{Pay: &bot.Pay{Agency: "traffic", Bill: t.number(), AmountFen: 20000, Payee: "交警", Until: e.At + 15*minute}})
		}
	case bot.Answered:
		t.answered(what)
	case bot.Paid:
		t.paid(what)
	case bot.Late:
		t.say("请稍等。")
		t.do(bot.Do{Push: &bot.Push{}})
	case bot.Delivered:
		if what.Held {
			t.c.Held = what.Texts
		}
	case bot.Tick:
		t.c.Due = nil
		t.say("还在吗？")
	case bot.Proved:
		t.say(what.Name + " 已认证。")
	case bot.Wrote:
		t.c.Owner = what.Operator
		t.say(what.Text)
	}
	return t.c, t.out
}

func fineWake(c bot.Conversation) int64 {
	if len(c.Due) == 0 {
		return 0
	}
	return c.Due[0].At
}

type fineTurn struct {
	c   bot.Conversation
	out []bot.Effect
}

func (t *fineTurn) number() string { return t.c.Wish }

func (t *fineTurn) do(do bot.Do) { t.out = append(t.out, bot.Effect{I: len(t.out), Do: do}) }

func (t *fineTurn) say(text string, choices ...bot.Choice) {
	t.c.Offered = choices
	t.do(bot.Do{Reply: &bot.Reply{Kind: bot.KindText, Text: text, Choices: choices}})
}

func (t *fineTurn) hear(text string) {
	for _, held := range t.c.Held {
		t.say(held)
	}
	t.c.Held = nil
	switch {
	case strings.Contains(text, "罚"):
		t.say("请发来编号。")
		t.c.Due = []bot.Deadline{{At: t.c.At + 5*minute}}
	case len(text) == 16:
		t.c.Wish, t.c.Due = text, nil
		t.do(bot.Do{Ask: &bot.Ask{Agency: "traffic", Operation: "decision", Args: map[string]string{"number": text}}})
	default:
		t.say("没听懂：" + text)
	}
}

func (t *fineTurn) answered(a bot.Answered) {
	switch {
	case a.Sort == "unknown":
		t.do(bot.Do{Ask: &bot.Ask{
			Agency: "traffic", Operation: "receipt", Lookup: true, Due: t.c.At + 5000, Args: map[string]string{"number": t.number(), "receipt": "R1"},
		}})
		t.say("正在确认。")
	case a.Fault != "":
		t.say("出错：" + a.Fault)
	case a.Answer.Fields["receipt"] != "":
		t.do(bot.Do{Settle: &bot.Settle{Order: t.c.Ask, To: bot.HeardSettled}})
		t.say("已缴清，回执号 " + a.Answer.Fields["receipt"] + "。谢谢。")
	default:
		t.say("车辆 "+a.Answer.Fields["plate"]+"\n共 200.00 元", bot.Choice{Value: "pay", Label: "缴纳 200.00 元"}, bot.Choice{Value: "later", Label: "以后再说"})
	}
}

func (t *fineTurn) paid(p bot.Paid) {
	t.c.Ask = p.Order
	switch p.State {
	case bot.Awaiting:
		t.say("请付款：{link}。")
		t.out[0].Do.Reply.URL = p.URL
	case bot.PaidState:
		t.do(bot.Do{Settle: &bot.Settle{Order: p.Order, To: bot.HeardSettling}})
		t.do(bot.Do{Ask: &bot.Ask{Agency: "traffic", Operation: "settle", Args: map[string]string{"number": t.number(), "receipt": p.Receipt}}})
	default:
		t.say("订单：" + string(p.State))
	}
}
