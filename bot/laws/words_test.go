package laws

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/banshi-bot/banshi/intents"
	"github.com/banshi-bot/banshi/intents/value"
)

// clock is when conversations begin: Wednesday 2026-03-04 10:00 in Shanghai.
const clock = 1772589600000

// words are messages that are one act and nothing else.
var words = map[string]string{
	"yes": intents.ActYes, "no": intents.ActNo, "cancel": intents.ActCancel, "back": intents.ActBack, "restart": intents.ActRestart,
	"repeat": intents.ActRepeat, "why": intents.ActWhy, "skip": intents.ActSkip, "undo": intents.ActUndo, "human": intents.ActHuman,
	"thanks": intents.ActThanks, "hello": intents.ActGreeting, "bye": intents.ActBye, "menu": intents.ActMenu, "elder": intents.ActElder,
	"paid": intents.ActPaid, "later": intents.ActLater, "resume": intents.ActResume, "change": intents.ActChange, "erase": intents.ActErase,
	"login": intents.ActLogin, "fee": intents.ActFee, "materials": intents.ActMaterials, "robot": intents.ActChitchat,
	"中文": intents.ActLangZH, "english": intents.ActLangEN, "first": intents.ActChoose, "help": intents.ActEmergency, "other": intents.ActOther,
}

var understood sync.Map

// understand is a recogniser of exact words: fast, and never in doubt.
func understand(text string) intents.Understanding {
	if u, ok := understood.Load(text); ok {
		return u.(intents.Understanding)
	}
	u := read(text)
	understood.Store(text, u)
	return u
}

func read(text string) intents.Understanding {
	u := intents.Understanding{Zone: intents.ZoneFallback}
	if act, ok := words[text]; ok {
		u.Acts = []intents.Act{{Name: act, Score: 1, Exact: true, N: 1}}
		return u
	}
	rest := text
	for _, p := range []struct{ prefix, act string }{{"yes but ", intents.ActYes}, {"change ", intents.ActChange}, {"no but ", intents.ActNo}} {
		if after, ok := strings.CutPrefix(rest, p.prefix); ok {
			u.Acts, rest = append(u.Acts, intents.Act{Name: intents.ActChange, Score: 0.9}, intents.Act{Name: p.act, Score: 0.8}), after
		}
	}
	if after, ok := strings.CutPrefix(rest, "wish "); ok {
		u.Zone, rest = intents.ZoneAct, ""
		for f := range strings.FieldsSeq(after) {
			if id, ok := signed(f); ok {
				u.Wishes = append(u.Wishes, intents.Wish{Intent: id, Score: 0.99})
				u.Ranked = append(u.Ranked, intents.Guess{Intent: id, Score: 0.99})
			} else {
				rest += f
			}
		}
	}
	if after, ok := strings.CutPrefix(rest, "maybe "); ok {
		id, _ := signed(after)
		u.Zone, rest = intents.ZoneAsk, ""
		u.Ranked = []intents.Guess{{Intent: id, Score: 0.5}, {Intent: "svc0", Score: 0.4}}
	}
	if rest == "mumble" {
		u.Ranked = []intents.Guess{{Intent: "svc0", Score: 0.2}}
	}
	u.Entities = value.Find(rest, value.Context{At: clock, Lang: "zh"})
	return u
}

// signs are what services are called in a wish: words that no kind of slot could take for a value.
var signs = []string{"子", "丑", "寅", "卯"}

func sign(intent string) string {
	n, _ := strconv.Atoi(strings.TrimPrefix(intent, "svc"))
	return signs[n]
}

func signed(s string) (intent string, ok bool) {
	n := slices.Index(signs, s)
	return fmt.Sprint("svc", n), n >= 0
}

// answers are two right ways to say a slot of a kind; those of different citizens differ.
func answers(kind string, who int) []string {
	switch kind {
	case "choice":
		return []string{"甲类项目", "Kind beta", "丙类项目"}
	case "plate":
		return []string{fmt.Sprintf("浙A%d7234", who), fmt.Sprintf("浙B%d7299", who)}
	case "mobile":
		return []string{fmt.Sprintf("138001%d0001", who), fmt.Sprintf("138001%d0002", who)}
	case "number":
		return []string{"12", "34"}
	case "date":
		return []string{"2026-04-01", "2026-04-02"}
	case "text":
		return []string{fmt.Sprintf("这里的情况说明%d甲", who), fmt.Sprintf("那边的情况描述%d乙", who)}
	case "id_number":
		return []string{idNumber(who, 1), idNumber(who, 2)}
	}
	return []string{"12"}
}

// canonical is how a slot keeps what was said.
func canonical(s *intents.Slot, said string) string {
	val, _ := s.Kind.Parse(said, value.Context{At: clock, Lang: "zh"})
	return val
}

// idNumber makes a valid identity number.
func idNumber(who, k int) string {
	digits := fmt.Sprintf("33010219900101%02d%d", who, k)
	sum := 0
	for i, w := range []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		sum += int(digits[i]-'0') * w
	}
	return digits + string("10X98765432"[sum%11])
}

// citizens are how many different ones say values.
const citizens = 3

// secrets are the values of each citizen that no reply may show in full.
var secrets = func() (out [citizens][]string) {
	for who := range out {
		for _, kind := range []string{"plate", "mobile", "id_number"} {
			out[who] = append(out[who], answers(kind, who)...)
		}
	}
	return out
}()

// wrong are answers that are none for any kind of slot, or nearly one.
var wrong = []string{"不知道", "？", "zz9", "浙A12", "33010219900101", "mumble", "2020-13-45"}
