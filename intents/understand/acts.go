package understand

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/banshi-bot/banshi/intents"
)

// actTraining is how dialogue acts are learned from the built-in phrases.
var actTraining = Config{Cores: 1, spread: true}

// keptActs is the recogniser of dialogue acts where one was read; otherwise it is trained at first use.
var keptActs atomic.Pointer[Model]

// Acts is the recogniser of dialogue acts. It is the same for every catalog and lives as long as the process;
// whoever stores it under ActsKey can spare the next start its training, with LoadActs.
func Acts() *Model {
	if m := keptActs.Load(); m != nil {
		return m
	}
	return trainedActs()
}

var trainedActs = sync.OnceValue(func() *Model { return Train(phrases().samples, actTraining) })

// ActsKey names the recogniser of dialogue acts by what it is trained on.
func ActsKey() [32]byte { return Key(phrases().samples, actTraining) }

// LoadActs takes a recogniser of dialogue acts that was stored under ActsKey.
func LoadActs(data []byte) error {
	m, err := Load(data, actTraining)
	if err == nil {
		keptActs.Store(m)
	}
	return err
}

// questions are acts that go along with an intent instead of competing with it: "结婚登记要多少钱".
var questions = []string{
	intents.ActFee, intents.ActMaterials, intents.ActTime, intents.ActWhere, intents.ActBasis, intents.ActHours, intents.ActHow,
	intents.ActThanks, intents.ActGreeting,
}

const (
	weakest = 0.35 // acts less likely than this are not told
	danger  = 0.95 // the score of an emergency in plain words
)

// guessActs tells which acts a message that is not a bare act may hold. wish is how sure we are that it
// asks for a service: what competes with that is never likelier than what is left.
func guessActs(text string, wish float64) []intents.Act {
	var acts []intents.Act
	alarm, calm := tone(text)
	if alarm && !calm {
		acts = append(acts, intents.Act{Name: intents.ActEmergency, Score: danger})
	}
	m := Acts()
	r := m.rank(text, nil)
	for i := range r.n {
		act := intents.Act{Name: m.names[r.class[i]], Score: r.score[i]}
		switch {
		case act.Name == intents.ActEmergency && calm:
			continue
		case !slices.Contains(questions, act.Name):
			act.Score = min(act.Score, 1-wish)
		}
		if act.Score >= weakest && !has(acts, act.Name) {
			acts = append(acts, act)
		}
	}
	return acts
}

// mergeActs joins acts heard with acts guessed, best first.
func mergeActs(heard, guessed []intents.Act) []intents.Act {
	for _, a := range guessed {
		if !has(heard, a.Name) {
			heard = append(heard, a)
		}
	}
	slices.SortStableFunc(heard, func(a, b intents.Act) int { return cmp.Compare(b.Score, a.Score) })
	return heard
}

func has(acts []intents.Act, name string) bool {
	return slices.ContainsFunc(acts, func(a intents.Act) bool { return a.Name == name })
}

// alarms are words of danger to life; calm words beside them show a message about papers, not about now.
var (
	alarms = []string{
		"着火", "起火了", "失火了", "救命", "晕倒", "昏迷", "没有呼吸", "没呼吸", "抢劫", "持刀", "拿刀", "砍人", "杀人", "跳楼", "自杀", "溺水", "落水",
		"掉河里", "掉水里", "煤气泄漏", "燃气泄漏", "煤气味", "触电", "爆炸了", "不想活", "心脏病发作", "心脏病犯", "有人受伤", "大出血", "流了很多血", "被绑架", "割腕",
		"有人打架", "正在打我", "要打死", "喘不上气", "羊水破", "被困", "叫救护车", "快报警", "on fire", "is burning", "call an ambulance", "call the police",
		"not breathing", "isnt breathing", "someone is hurt", "somebody is hurt", "is hurt badly", "people are hurt", "is bleeding", "fainted", "collapsed", "unconscious",
		"heart attack", "kill myself", "want to die", "suicide", "with a knife", "with a gun", "is drowning", "gas leak", "smell gas", "smell of gas", "help me im", "being robbed", "is trapped", "are trapped", "is choking", "beating me", "attacking me",
	}
	calmWords = []string{
		"号码", "火车", "火锅", "火化", "补卡", "赔偿", "证明", "补办", "报销", "预约", "申请", "举报", "鉴定", "认定", "培训", "演练", "保险", "许可", "补贴", "救助金", "怎么开", "报名", "查询", "材料", "费用",
		"预防", "政策", "办理", "罚款", "打火机", "宣传", "去年", "以前", "上个月", "上周", "案件", "立案", "回执", "记录", "电话是多少",
		"number", "certificate", "insurance", "apply", "reimburse", "appointment", "permit", "record", "last year", "last month", "last week", "claim", "how much", "fees", "prevent", "training",
	}
)

// tone reports whether a message tells of danger to life in plain words, and whether it has words of one
// that is about papers, the past or advice.
func tone(text string) (alarm, calm bool) {
	s := Bare(text)
	within := func(word string) bool { return strings.Contains(s, word) }
	return slices.ContainsFunc(alarms, within), slices.ContainsFunc(calmWords, within)
}
