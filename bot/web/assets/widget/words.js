// What the widget itself says, in both languages. What the bot says comes from the server.
const WORDS = {
  zh: {
    agency: '政务服务', auto: '自动回答', open: '在线办事', close: '收起', person: '人工', personSay: '人工',
    restart: '重新开始', restartSay: '重新开始', elder: '长辈版', plain: '标准字体', more: '更多', dark: '深色', light: '浅色',
    other: 'English', shared: '这是公用电脑', sharedOn: '公用电脑：关闭网页后不留记录', leave: '清除记录并离开',
    left: '记录已清除。', list: '对话', say: '您的消息', send: '发送', hint: '说说要办的事', you: '您', bot: '办事助手',
    greet: '您好！这里是自动回答，随时可以转人工。直接说要办的事就行，比如“交罚单”。',
    private: '没问到的个人信息请不要填写。', sending: '… 发送中', sent: '✓ 已送达', failed: '✕ 没有送出', again: '再发一次',
    connecting: '正在连接…', offline: '连接断开，正在重连。消息会保留，连上后自动发送。', restarting: '系统正在更新，马上回来。消息会保留。',
    queue: '正在排队等人工，前面还有 {n} 位', queueNow: '正在等人工接入', human: '人工服务中', fresh: '之前的对话已过期，已开始新的对话。',
    newer: '有新消息 ↓', below: '下面还有 ↓', chosen: '已选', choices: '可选：', stale: '这个选项已失效，没有作任何改动。', fast: '发得太快了，稍等会自动再发。',
    tooLong: '最多 2000 字，已超出 {n} 字', room: '还可写 {n} 字', must: '请填写', optional: '（可不填）', filled: '已填写：',
    pay: '去付款', amount: '金额', payee: '收款方', state: '状态', login: '去登录', receipt: '查看回执', openLink: '打开链接',
    newWindow: '（新窗口）', why: '为什么？', ended: '对话已结束', wait: '正在办理…', menu: '设置',
    refused: '本页网址 {o} 不在许可名单（web.origins）里，聊天无法使用。', trouble: '出了点问题，请再试一次。', phone: '电话',
    states: {
      created: '正在下单', awaiting: '待付款', unknown: '正在确认', paid: '已付款', settling: '已付款，正在入账', settled: '已缴清',
      closed: '已关闭', failed: '未成功', refund_pending: '退款中', refunding: '退款中', refunded: '已退款', refund_unknown: '退款确认中', mismatch: '正在核对',
    },
  },
  en: {
    agency: 'Public services', auto: 'Automatic answers', open: 'Chat with us', close: 'Close', person: 'A person', personSay: 'human',
    restart: 'Start over', restartSay: 'start over', elder: 'Large text', plain: 'Normal text', more: 'More', dark: 'Dark', light: 'Light',
    other: '中文', shared: 'This is a shared computer', sharedOn: 'Shared computer: nothing is kept once the page is closed', leave: 'Erase and leave',
    left: 'Everything here was erased.', list: 'Conversation', say: 'Your message', send: 'Send', hint: 'How can I help?', you: 'You', bot: 'Assistant',
    greet: 'Hello! These are automatic answers; ask for a person at any time. Just say what you need, such as “pay a fine”.',
    private: 'Please do not share personal data that was not asked for.', sending: '… Sending', sent: '✓ Delivered', failed: '✕ Not sent', again: 'Send again',
    connecting: 'Connecting…', offline: 'Disconnected, trying again. Your messages are kept and will be sent.', restarting: 'The system is being updated and will be right back. Your messages are kept.',
    queue: 'Waiting for a person, {n} before you', queueNow: 'Waiting for a person', human: 'A person is answering', fresh: 'The earlier conversation has expired; this is a new one.',
    newer: 'New messages ↓', below: 'More below ↓', chosen: 'chosen', choices: 'You may choose: ', stale: 'This is not offered any more. Nothing was changed.', fast: 'A little too fast; it will be sent again shortly.',
    tooLong: 'At most 2,000 characters, {n} too many', room: '{n} characters left', must: 'Please fill in', optional: ' (optional)', filled: 'Filled in: ',
    pay: 'Pay', amount: 'Amount', payee: 'Payee', state: 'State', login: 'Log in', receipt: 'View receipt', openLink: 'Open link',
    newWindow: ' (new window)', why: 'Why?', ended: 'The conversation has ended', wait: 'Working on it…', menu: 'Settings',
    refused: 'This page, {o}, is not on the list of allowed sites (web.origins), so the chat cannot be used here.', trouble: 'Something went wrong. Please try again.', phone: 'Phone',
    states: {
      created: 'being opened', awaiting: 'to be paid', unknown: 'being confirmed', paid: 'paid', settling: 'paid, being booked', settled: 'settled',
      closed: 'closed', failed: 'not successful', refund_pending: 'being refunded', refunding: 'being refunded', refunded: 'refunded', refund_unknown: 'refund being confirmed', mismatch: 'being checked',
    },
  },
};

function fill(text, values) {
  return text.replace(/\{(\w)\}/g, (all, name) => (name in values ? String(values[name]) : all));
}

function money(fen) {
  const cents = String(Math.abs(fen) % 100).padStart(2, '0');
  const yuan = String(Math.floor(Math.abs(fen) / 100)).replace(/\B(?=(\d{3})+$)/g, ',');
  return (fen < 0 ? '-' : '') + '¥ ' + yuan + '.' + cents;
}
