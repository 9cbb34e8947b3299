package web

import (
	"strings"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/intents"
)

// demo answers like the traffic fine service, with every kind of reply.
func demo(w bot.What) []bot.Reply {
	text := ""
	switch w := w.(type) {
	case bot.Said:
		text = w.Text
	case bot.Chosen:
		text = w.Value
	case bot.Filled:
		text = "filled"
	}
	switch {
	case strings.Contains(text, "交罚单"), strings.Contains(text, "fine"):
		return []bot.Reply{{
			Kind: bot.KindForm, Text: "请填写处罚决定书上的编号（15或16位）和手机号。",
			Form: &bot.Form{Submit: "下一步", Fields: []bot.Field{
				{Name: "decision_no", Label: "决定书编号", Hint: "决定书右上角的 15 或 16 位数字", Kind: "penalty_number"},
				{Name: "mobile", Label: "手机号", Kind: "mobile", Optional: true},
				{Name: "place", Label: "所在区", Kind: "choice", Choices: []bot.Choice{{Value: "1", Label: "西湖区"}, {Value: "2", Label: "余杭区"}}, Optional: true},
			}},
		}}
	case text == "filled":
		return []bot.Reply{{
			Kind: bot.KindCard, Text: "请核对，付款后不能撤销：\n决定书 3301••••••••3456，车辆 浙A1•••5，违法时间 2026-03-01 08:12\n应缴 200.00 元，收款方 杭州市公安局交通警察支队",
			Card: &bot.Card{Title: "交通违法缴款", Note: "数据来自杭州市公安局交通警察支队", Facts: []bot.Fact{
				{Label: "决定书", Value: "3301••••••••3456"}, {Label: "车辆", Value: "浙A1•••5"},
				{Label: "违法时间", Value: "2026-03-01 08:12"}, {Label: "应缴", Value: "200.00 元"}, {Label: "收款方", Value: "杭州市公安局交通警察支队"},
			}},
			Choices: []bot.Choice{{Value: "pay", Label: "缴纳 200.00 元"}, {Value: "later", Label: "以后再说"}},
		}}
	case text == "pay":
		return []bot.Reply{{
			Kind: bot.KindPayment, Text: "[演示] 请在15分钟内付款：{link}。付好后告诉您结果。", Link: "pay", URL: "http://127.0.0.1:9/go/abcdefghijklmnopqrstuvwxyz",
			Payment: &bot.Payment{Order: "o_1_1", AmountFen: 20000, Payee: "杭州市公安局交通警察支队", State: bot.Awaiting},
		}}
	case text == "more":
		return []bot.Reply{
			{Kind: bot.KindReceipt, Text: "已缴清 200.00 元，回执号 F20260304001。", URL: "http://127.0.0.1:9/go/receipt",
				Card: &bot.Card{Title: "缴款回执", Facts: []bot.Fact{{Label: "应缴", Value: "200.00 元"}}}},
			{Kind: bot.KindLogin, Text: "查社保需要实名，请登录：{link}", URL: "http://127.0.0.1:9/go/login", Link: "login"},
			{Kind: bot.KindNotice, Text: "市民中心周六 **不办理** 出入境业务。"},
			{Kind: bot.KindHandover, Text: "正在为您转人工，前面还有 2 位。"},
			{Kind: bot.KindText, Text: "您好，我来帮您看看。", Who: "王芳 1024"},
			{Kind: bot.KindList, Text: "您可以办：", Choices: []bot.Choice{{Value: "a", Label: "交通违法缴款"}, {Value: "b", Label: "社保查询"}, {Value: "c", Label: "公积金查询"}}},
			{Kind: bot.KindRating, Text: "这次办得怎么样？", Choices: []bot.Choice{{Value: "5", Label: "非常满意"}, {Value: "4", Label: "满意"}, {Value: "3", Label: "基本满意"}, {Value: "2", Label: "不满意"}, {Value: "1", Label: "非常不满意"}}},
			{Kind: bot.KindEnded, Text: "本次服务结束，再见。"},
		}
	}
	return echo(w)
}

var demoTry = []Try{
	{Title: intents.Text{ZH: "交通违法缴款", EN: "Pay a traffic fine"}, Say: intents.Text{ZH: "交罚单", EN: "pay a fine"},
		Note: intents.Text{ZH: "编号 3301061900123456 有一张未缴的罚单", EN: "Number 3301061900123456 has an unpaid fine"}},
	{Title: intents.Text{ZH: "各种回复", EN: "All kinds of replies"}, Say: intents.Text{ZH: "more", EN: "more"}},
}

const demoWhy = `[{"said":"交罚单","zone":"act","ranked":[{"intent":"traffic_fine_pay","score":0.97312},{"intent":"traffic_violation_query","score":0.0213}],` +
	`"steps":[{"step":"quote","at":"services/traffic_fine_pay.yaml:92","when":"open"}]},` +
	`{"slots":[{"name":"decision_no","after":"3301••••••••3456","by":"services/traffic_fine_pay.yaml:12"}],` +
	`"calls":[{"name":"traffic.decision","with":{"number":"3301••••••••3456"},"answer":{"total_fen":"20000","plate":"浙A1•••5"},"by":"services/traffic_fine_pay.yaml:92"}]}]`
