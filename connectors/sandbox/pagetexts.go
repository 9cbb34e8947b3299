package sandbox

// pageTexts are what the town's pages say, by language.
var pageTexts = map[string]map[string]string{
	"zh": {
		"cashier": "演示收银台", "identity": "演示身份认证", "wrong": "无法打开",
		"note":  "这是演示环境，不会产生真实交易，也不会使用真实身份。",
		"payee": "收款方", "subject": "事项", "order": "订单号", "until": "请在此时间前付款", "receipt": "支付流水号",
		"pay": "付款", "back": "返回", "test": "用于测试的付款方式",
		"how_late": "付款，30秒后才通知", "about_late": "钱已付，支付通知晚到30秒。",
		"how_twice": "付款，通知两次", "about_twice": "同一条支付通知发送两次。",
		"how_never": "付款，不通知", "about_never": "钱已付，但不发支付通知，只能查询得知。",
		"how_amount": "付款，通知金额不符", "about_amount": "支付通知中的金额少1元。",
		"how_refuse": "付款，机关拒绝入账", "about_refuse": "付款成功，但办理机关拒绝登记，应当退款。",
		"how_no_refund": "付款，机关拒绝入账且不能线上退款", "about_no_refund": "付款成功，机关拒绝登记，退款只能到柜台办理。",
		"state_paid": "已付款。可以回到对话，结果会在那里告诉您。", "state_closed": "订单已关闭，不能再付款。", "state_expired": "已超过付款时间，请回到对话重新办理。",
		"state_refunding": "正在退款。", "state_refunded": "已退款。", "state_unpaid": "待付款。",
		"who": "请选择一位演示市民", "level_2": "实名认证（姓名和身份证号）", "level_3": "实名认证并刷脸", "level_2_only": "只做实名认证，不刷脸", "cancel": "取消",
		"no_order": "没有这个订单。请回到对话，从付款链接重新打开。", "no_button": "没有这种付款方式。", "no_return": "链接不完整或返回地址不可信。请回到对话，重新打开链接。",
	},
	"en": {
		"cashier": "Demo cashier", "identity": "Demo identity check", "wrong": "This cannot be opened",
		"note":  "This is a demonstration: no real money moves and no real identity is used.",
		"payee": "Payee", "subject": "For", "order": "Order no.", "until": "Pay before", "receipt": "Payment no.",
		"pay": "Pay", "back": "Back", "test": "Ways to pay for testing",
		"how_late": "Pay, told 30 seconds late", "about_late": "The money is paid; the notice comes 30 seconds late.",
		"how_twice": "Pay, told twice", "about_twice": "The same notice is sent two times.",
		"how_never": "Pay, never told", "about_never": "The money is paid but no notice is sent; only asking tells.",
		"how_amount": "Pay, told another amount", "about_amount": "The notice says one yuan less.",
		"how_refuse": "Pay, the agency refuses", "about_refuse": "The payment succeeds, but the agency refuses to record it; it should be refunded.",
		"how_no_refund": "Pay, the agency refuses, no refund online", "about_no_refund": "The agency refuses to record the payment, and it can only be refunded at the counter.",
		"state_paid": "Paid. You can go back to the chat; the result is told there.", "state_closed": "The order is closed and can no longer be paid.", "state_expired": "The time to pay is over. Please go back to the chat and start again.",
		"state_refunding": "Being refunded.", "state_refunded": "Refunded.", "state_unpaid": "To be paid.",
		"who": "Choose a citizen of the demonstration", "level_2": "Verify name and ID number", "level_3": "Verify with face check", "level_2_only": "Name and ID number only, no face check", "cancel": "Cancel",
		"no_order": "There is no such order. Please go back to the chat and open the payment link again.", "no_button": "There is no such way to pay.", "no_return": "The link is incomplete, or leads back to an address that is not trusted. Please go back to the chat and open it again.",
	},
}
