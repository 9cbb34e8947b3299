package understand

import (
	"strings"
	"testing"

	"github.com/banshi-bot/banshi/intents"
	"github.com/banshi-bot/banshi/intents/value"
)

// bareMessages are the act and nothing else, however they are written.
var bareMessages = []struct{ act, said string }{
	{intents.ActYes, "是|是的|好的|好的呀|对|对啊|嗯|嗯嗯|可以|行|行吧|確認|確定|沒錯|没问题|ＯＫ|ok|Okay!|yes|Yes please|YES.|sure|correct|好的，谢谢|是的，没错。|对对对|好哒|要得|that's right|Of course|好 的|好的👌|那好吧|嗯好的"},
	{intents.ActNo, "不|不是|不对|不用|不用了|不要了|不用了谢谢|否|no|No.|nope|no thanks|No, thank you|不對|錯了|不同意|不是我|that's wrong|not me|不行啊"},
	{intents.ActCancel, "取消|取消吧|算了|算了吧|算了算了吧|不办了|退出|停|取消，谢谢|請取消|cancel|Cancel please|please cancel|cancel it|never mind|stop|quit|forget it|麻烦取消一下|帮我取消|我想取消"},
	{intents.ActBack, "返回|上一步|返回上一步|請返回|back|go back|previous|Go back please|回去"},
	{intents.ActRestart, "重来|重新开始|从头来|重來|restart|start over|重来吧|重新填"},
	{intents.ActRepeat, "再说一遍|再说一遍吧|没听清|沒聽懂|什么意思|repeat|say that again|pardon?|What?|请再说一遍|could you please repeat that"},
	{intents.ActWhy, "为什么|為什麼|为啥|为什么呀|why|Why?|why do you need this|问这个干嘛"},
	{intents.ActSkip, "跳过|跳過|跳过吧|不知道|不想说|忘了|skip|skip it please|I don't know|not sure|pass"},
	{intents.ActHuman, "人工|转人工|轉人工|请转人工|转人工！！！|人工客服|人工服务|找人工|我要人工|真人|客服|agent|human|operator|I want to talk to a human|麻烦你帮我转人工客服一下|转人工谢谢|talk to a person please"},
	{intents.ActThanks, "谢谢|謝謝|谢谢你|谢谢啦|多谢|辛苦了|thanks|thank you|Thank you!|thx"},
	{intents.ActGreeting, "你好|您好|妳好|你好啊|hello|Hi|hi there|在吗|早上好|good morning"},
	{intents.ActBye, "再见|再見|拜拜|bye|goodbye|没事了|that's all"},
	{intents.ActMenu, "菜单|菜單|主菜单|你能做什么|你能做什么呀|你会什么|有什么服务|menu|help|what can you do|What can you do?|帮助"},
	{intents.ActElder, "字大点|字大点吧|字大一點|我是老人|我是老年人|看不清|larger text|I am old|bigger text please|字太小了"},
	{intents.ActPaid, "付好了|我付好了|已付款|已经付了|交了|我已经交了|paid|I've paid|I have paid|i paid already|付款成功"},
	{intents.ActLater, "以后再说|等会儿|稍后|明天再说|later|not now|maybe later|先放着吧"},
	{intents.ActResume, "接着办|继续办理|carry on|where were we"},
	{intents.ActChange, "修改|我填错了|改一下|change|I made a mistake"},
	{intents.ActOther, "其他|都不是|换一个|other|none of these|something else"},
	{intents.ActComplaint, "什么破系统|垃圾|太差了|useless|this is ridiculous"},
	{intents.ActEmergency, "救命|救命啊|着火了|着火啦|有人晕倒|抢劫|fire!|Fire|someone is hurt|call an ambulance|报警|110|120"},
	{intents.ActFee, "多少钱|多少钱啊|要多少钱|how much|how much is it?|收费吗"},
	{intents.ActMaterials, "要带什么|需要什么材料|what do I need|what documents do i need"},
	{intents.ActTime, "要多久|几天能好|how long does it take"},
	{intents.ActWhere, "在哪办|地址|where do I go|在哪里"},
	{intents.ActBasis, "什么依据|法律依据|legal basis"},
	{intents.ActHours, "几点上班|周末上班吗|opening hours|are you open on saturday"},
	{intents.ActHow, "怎么办理|流程|how do i do it|what are the steps"},
	{intents.ActLangEN, "英文|说英语|english please|do you speak English?"},
	{intents.ActLangZH, "中文|说中文|switch to chinese|in Chinese please"},
	{intents.ActErase, "删除我的数据|delete my data|forget me"},
	{intents.ActLogin, "登录|实名认证|log in|sign in"},
	{intents.ActUndo, "撤回|改回去|undo|undo that"},
	{intents.ActChitchat, "你是机器人吗|讲个笑话|are you a robot?|who are you"},
}

func TestBareActsAreNeverGuessed(t *testing.T) {
	m := Train(small(), Config{})
	for _, c := range bareMessages {
		for _, said := range strings.Split(c.said, "|") {
			u := m.Understand(said, value.Context{})
			if len(u.Acts) == 0 || u.Acts[0].Name != c.act || !u.Acts[0].Exact {
				t.Errorf("%q is %+v, want exactly %s", said, u.Acts, c.act)
			}
		}
	}
}

func TestChoices(t *testing.T) {
	for _, c := range []struct {
		said string
		n    int // 0: no choice
	}{
		{"1", 1}, {"１", 1}, {"①", 1}, {"2.", 2}, {"第一个", 1}, {"第二個", 2}, {"第3项", 3}, {"选三", 3}, {"我选第二个", 2}, {"就第一个吧", 1},
		{"最后一个", -1}, {"最后那个吧", -1}, {"第十二个", 12}, {"2号", 2}, {"二", 2}, {"两", 2}, {"the second one", 2}, {"The second one, please", 2}, {"first", 1},
		{"the last one", -1}, {"option 3", 3}, {"number two", 2}, {"one", 1}, {"I'll take the first one", 1}, {"the third option", 3}, {"20", 20},
		{"21", 0}, {"0", 0}, {"3301061900123456", 0}, {"一二三", 0}, {"第一人民医院", 0}, {"one day", 0}, {"二手车过户", 0}, {"第一次办护照", 0},
	} {
		acts := exactActs(c.said)
		switch {
		case c.n == 0 && len(acts) > 0 && acts[0].Name == intents.ActChoose:
			t.Errorf("%q is the choice of %d, want none", c.said, acts[0].N)
		case c.n != 0 && (len(acts) == 0 || acts[0].Name != intents.ActChoose || acts[0].N != c.n):
			t.Errorf("%q is %+v, want the choice of %d", c.said, acts, c.n)
		}
	}
}

// TestWishesAreNotBareActs holds the line: words of an act inside a wish make no bare act of it.
func TestWishesAreNotBareActs(t *testing.T) {
	for _, said := range []string{
		"取消婚姻登记预约", "取消预约", "cancel my appointment", "人工林采伐许可", "返还押金", "重新申请社保卡", "修改户口本信息", "不动产登记", "不予处罚", "是否需要体检",
		"对公账户", "好差评", "行驶证", "可以补办吗护照", "停车缴费", "停车费", "客服岗位招聘", "为什么罚我款", "谢谢卡", "back pay of wages", "human resources certificate", "change my phone number on record",
		"stop work permit", "other benefits", "no criminal record certificate", "一次性补助", "二手房过户", "付好了的订单怎么退", "其他险种查询", "菜单价格备案", "帮助残疾人申请补贴",
	} {
		for _, a := range exactActs(said) {
			t.Errorf("%q is exactly %s", said, a.Name)
		}
	}
}

func TestEmergencies(t *testing.T) {
	m := Train(small(), Config{})
	emergency := func(said string) bool {
		acts := m.Understand(said, value.Context{}).Acts
		return len(acts) > 0 && acts[0].Name == intents.ActEmergency && acts[0].Score >= 0.5
	}
	for _, said := range []string{
		"着火了快来人", "我家厨房起火了", "有人晕倒在大厅", "我妈昏迷不醒了", "前面出车祸了有人受伤", "有人拿刀抢劫", "救命啊有人打架", "我不想活了", "有人落水了快救人", "闻到很浓的煤气味",
		"my house is on fire", "someone is hurt in the hall", "somebody fainted here", "there was a car accident, people are hurt", "a man with a knife is in the shop", "I want to kill myself", "she is not breathing",
		"孩子掉河里了", "老人倒在地上没有呼吸了", "有人要跳楼", "電梯裡有人被困",
	} {
		if !emergency(said) {
			t.Errorf("%q is no emergency: %+v", said, m.Understand(said, value.Context{}).Acts)
		}
	}
	for _, said := range []string{
		"119的号码是多少", "买火车票", "消防预约", "消防验收申请", "救护车费用能报销吗", "交通事故认定书查询", "报警回执怎么开", "自杀预防热线的电话是多少", "溺水预防宣传材料", "火化证明",
		"fire safety certificate", "ambulance fees", "accident insurance claim", "烟花爆竹许可", "打火机能带上火车吗", "我的身份证被抢了要补办", "去年有人受伤的赔偿",
	} {
		if emergency(said) {
			t.Errorf("%q is an emergency: %+v", said, m.Understand(said, value.Context{}).Acts)
		}
	}
}

func TestActsNeverWinOverAClearWish(t *testing.T) {
	m := Train(append(small(),
		Sample{Text: "取消婚姻登记预约", Intent: "unbook"}, Sample{Text: "我要取消结婚登记的预约", Intent: "unbook"}, Sample{Text: "结婚预约取消", Intent: "unbook"},
		Sample{Text: "cancel the marriage appointment", Intent: "unbook"}, Sample{Text: "不想去登记了取消预约", Intent: "unbook"}), Config{})
	for _, said := range []string{"取消婚姻登记预约", "帮我取消结婚登记预约", "please cancel my marriage appointment", "我要交罚单", "pay my traffic fine"} {
		u := m.Understand(said, value.Context{})
		for _, a := range u.Acts {
			if a.Exact || a.Score > u.Ranked[0].Score {
				t.Errorf("%q: %s at %.2f (exact %v) beats %s at %.2f", said, a.Name, a.Score, a.Exact, u.Ranked[0].Intent, u.Ranked[0].Score)
			}
		}
	}
}
