// drawReply makes what a reply shows beneath its sender. act has choose(choice, button), submit(values, shown),
// why(seq) or null, and words, host, elder.
function drawReply(f, act) {
  const words = act.words;
  const pay = f.payment || null;
  const address = (pay && pay.url) || f.url || '';
  const href = address ? safeURL(address, act.host) : '';
  const text = beside(without(f.text || '', href ? address : ''), f.card);
  const parts = [text ? rich(text, words) : null];
  if (f.card) parts.push(drawCard(f.card));
  if (pay) parts.push(drawPayment(pay, words));
  if (href) parts.push(drawLink(f, href, words));
  if (f.form) parts.push(drawForm(f.form, words, act.submit));
  if (f.choices && f.choices.length) parts.push(drawChoices(f, act));
  if (act.why) {
    parts.push(el('button', { type: 'button', class: 'quiet why', tabindex: -1, text: words.why, onclick: () => act.why(f.seq) }));
  }
  return el('div', { class: 'bubble ' + kindClass(f.kind) }, parts);
}

// beside leaves out the lines of a text that say no more than the card beneath it: its note, or nothing but its
// labels and values and a few words. A text is complete by itself, so a line with anything else stays.
function beside(text, card) {
  const facts = (card && card.facts) || [];
  const values = facts.map((fact) => fact.value).filter(Boolean);
  const shown = values.concat(facts.map((fact) => fact.label), card ? card.title : '').filter(Boolean).sort((a, b) => b.length - a.length);
  return text.split('\n').filter((line) => !card || line !== card.note).filter((line) => !values.some((value) => line.indexOf(value) >= 0) || more(line, shown)).join('\n').trim();
}

function more(line, shown) {
  const rest = shown.reduce((left, word) => left.split(word.toLowerCase()).join(' '), line.toLowerCase()).replace(/[\s\p{P}]/gu, '');
  const weight = Array.from(rest).reduce((sum, c) => sum + (c > '\u02ff' ? 2 : 1), 0);
  return /\d/.test(rest) || weight > 16;
}

const SHAPES = ['text', 'choices', 'card', 'list', 'form', 'payment', 'login', 'receipt', 'notice', 'handover', 'rating', 'ended'];

function kindClass(kind) { return SHAPES.indexOf(kind) < 0 ? 'text-kind' : kind + '-kind'; }

function drawCard(card) {
  return el('div', { class: 'card' }, [
    card.title ? el('h3', { text: card.title }) : null,
    card.facts ? drawFacts(card.facts.map((fact) => [fact.label, fact.value])) : null,
    card.note ? el('p', { class: 'note', text: card.note }) : null,
  ]);
}

function drawFacts(facts) {
  return el('dl', null, facts.map((fact) => el('div', null, [el('dt', { text: fact[0] }), el('dd', { text: fact[1] })])));
}

function drawPayment(pay, words) {
  const facts = [[words.amount, money(pay.amount_fen)]];
  if (pay.payee) facts.push([words.payee, pay.payee]);
  if (words.states[pay.state]) facts.push([words.state, words.states[pay.state]]);
  const node = el('div', { class: 'card' }, [drawFacts(facts)]);
  node.querySelector('dd').className = 'money';
  node.pay = pay;
  return node;
}

// repay brings earlier cards of a payment up to its news: what it came to, and nothing left to press.
function repay(list, pay, words) {
  if (pay.state === 'awaiting' || !words.states[pay.state]) return;
  list.querySelectorAll('.card').forEach((card) => {
    if (!card.pay || card.pay.order !== pay.order) return;
    const link = card.parentNode.querySelector('a.button');
    if (link) link.remove();
    card.replaceWith(drawPayment(Object.assign({}, card.pay, { state: pay.state }), words));
  });
}

function drawLink(f, href, words) {
  const state = f.payment && f.payment.state;
  const open = !state || state === 'awaiting' || state === 'created' || state === 'unknown';
  let text = words.openLink;
  if (f.kind === 'login') text = words.login;
  else if (f.kind === 'receipt') text = words.receipt;
  else if (f.payment && open) text = words.pay + ' ' + money(f.payment.amount_fen);
  return linkTo(href, text, words, 'primary button');
}

// drawChoices: no choice looks stronger than another; rows where there are many.
function drawChoices(f, act) {
  const rows = f.kind === 'list' || f.choices.length > 6;
  const box = el('div', { class: rows ? 'choices rows' : 'choices', role: 'group', 'aria-label': act.words.choices });
  f.choices.forEach((choice) => {
    const button = el('button', { type: 'button', class: 'choice', text: choice.label });
    button.addEventListener('click', (e) => {
      if (button.getAttribute('aria-disabled') === 'true') return;
      act.choose(choice, e.detail === 0);
      retireChoices(box, choice.label, act.words);
    });
    box.append(button);
  });
  return box;
}

// retireChoices leaves the chosen one in reach and says that it was chosen; the others can be pressed no more.
function retireChoices(box, label, words) {
  Array.from(box.children).forEach((button) => {
    if (button.getAttribute('aria-disabled') === 'true') return;
    if (label !== null && button.textContent === label) {
      button.setAttribute('aria-disabled', 'true');
      button.append(el('span', { class: 'tick', text: ' ✓' }), el('span', { class: 'hidden', text: words.chosen }));
      return;
    }
    button.disabled = true;
  });
}

// spokenOf is what a screen reader hears of a reply.
function spokenOf(f, words) {
  const address = (f.payment && f.payment.url) || f.url || '';
  const parts = [f.spoken || without(f.text || '', address)];
  if (!f.spoken && f.card) parts.push(f.card.title || '', (f.card.facts || []).map((fact) => fact.label + ' ' + fact.value).join(', '));
  if (f.choices && f.choices.length) parts.push(words.choices + f.choices.map((choice) => choice.label).join(', '));
  return parts.filter(Boolean).join(' ');
}
