package browser

// words are what a citizen presses and reads.
type words struct {
	card, try, more, elder, human, why      string // of the chat page
	pay, toPay, cashier, test, payNow, paid string // on the way to the cashier and back
	login, proceed, verify, verified        string // on the way to the identity check and back; forms
}

// said are these words by language.
var said = map[string]words{
	"zh": {
		card: "在杭州交罚单", try: "试试看", more: "更多", elder: "长辈版", human: "人工", why: "为什么",
		pay: "缴纳", toPay: "去付款", cashier: "演示收银台", test: "用于测试", payNow: "付款 ", paid: "付款已提交",
		login: "去登录", proceed: "继续", verify: "实名认证", verified: "身份已验证",
	},
	"en": {
		card: "Pay a traffic fine in Hangzhou", try: "Try this", more: "More", elder: "Large text", human: "A person", why: "Why?",
		pay: "Pay 200", toPay: "Pay ¥", cashier: "Demo cashier", test: "Ways to pay", payNow: "Pay ¥", paid: "Payment submitted",
		login: "Log in", proceed: "Continue", verify: "Verify name", verified: "Identity verified",
	},
}
