// The chat page around the chat: what may be tried, and why the bot said something.
(function () {
  'use strict';
  const chat = document.getElementById('chat');
  const details = document.getElementById('try');
  const panel = document.getElementById('why');
  const en = document.documentElement.lang === 'en';
  const wide = window.matchMedia('(min-width: 900px)');

  const asked = new URLSearchParams(location.search).get('lang');
  const kept = chat.keep.get('lang');
  const here = en ? 'en' : 'zh';
  if (kept && kept !== here) {
    if (asked) chat.set('lang', here);
    else location.replace('?lang=' + kept);
  }

  function open() { if (details) details.open = wide.matches; }
  open();
  if (wide.addEventListener) wide.addEventListener('change', open);
  document.querySelectorAll('[data-say]').forEach(function (button) {
    button.addEventListener('click', function () {
      if (!wide.matches) details.open = false;
      chat.say(button.getAttribute('data-say'));
    });
  });

  function look() {
    document.documentElement.setAttribute('data-theme', chat.theme());
    document.documentElement.classList.toggle('elder', Boolean(chat.keep && chat.keep.get('elder')));
  }
  look();
  chat.addEventListener('banshi-set', function (e) {
    look();
    if (e.detail.name === 'lang' && e.detail.value !== here) location.search = '?lang=' + e.detail.value;
  });

  if (!panel) return;
  const body = document.getElementById('why-body');
  document.getElementById('why-close').addEventListener('click', close);
  panel.addEventListener('keydown', function (e) { if (e.key === 'Escape') close(); });

  function close() {
    panel.hidden = true;
    document.body.classList.remove('asked');
    chat.focusLine();
  }

  chat.addEventListener('banshi-why', function (e) {
    chat.ask('/web/why?seq=' + e.detail.seq).then(show, function () {
      show({ error: en ? 'This cannot be explained any more.' : '这一条已经无法解释。' });
    });
  });

  // show tells of every turn from the citizen's message to this bubble.
  function show(told) {
    body.textContent = '';
    if (told.error) body.append(node('p', told.error));
    else told.forEach(function (turn, i) { body.append(section(turn, told.length > 1 ? i + 1 : 0)); });
    panel.hidden = false;
    document.body.classList.add('asked');
    panel.focus();
  }

  const WORDS = en ? {
    said: 'You said', heard: 'Your press, or news', ranked: 'Which service', acts: 'What kind of words', entities: 'Found in them',
    slots: 'Filled in', calls: 'Agencies', steps: 'Steps of the definition', replies: 'Where the words stand', none: 'nothing', asked: 'asked', answered: 'answered', other: 'Another build wrote this: ',
    zones: { act: 'sure', ask: 'not sure', fallback: 'none of them' }, truths: { true: 'holds', false: 'does not hold', open: 'not known yet' },
  } : {
    said: '您说的', heard: '按钮或后来的消息', ranked: '是哪项服务', acts: '是哪类话', entities: '认出的内容',
    slots: '填写的信息', calls: '询问部门', steps: '看过的步骤', replies: '文字的出处', none: '空', asked: '询问', answered: '回答', other: '当时是另一版本：',
    zones: { act: '确定', ask: '不太确定', fallback: '看不出' }, truths: { true: '成立', false: '不成立', open: '还不知道' },
  };

  function section(turn, number) {
    const box = document.createElement('section');
    const colon = en ? ': ' : '：';
    const add = function (name, rows, more) {
      if (rows.length) box.append(node('h4', WORDS[name] + (more ? colon + more : '')), list(rows));
    };
    const of = function (name) { return turn[name] || []; };
    box.append(node('h3', (number ? number + '. ' : '') + (turn.said ? WORDS.said + colon + turn.said : WORDS.heard)));
    add('ranked', of('ranked').map(function (r) { return line(r.intent, percent(r.score)); }), WORDS.zones[turn.zone]);
    add('acts', of('acts').map(function (a) { return line(a.name, percent(a.score)); }));
    add('entities', of('entities').map(function (e) { return line(e.kind, e.text); }));
    add('slots', of('slots').map(function (s) { return line(s.name, (s.before ? s.before + ' → ' : '') + (s.after || WORDS.none), s.by); }));
    add('calls', of('calls').map(function (c) {
      const answer = c.fault || (c.answer ? pairs(c.answer) : '');
      return line(c.name, WORDS.asked + ' ' + (pairs(c.with) || WORDS.none) + (answer ? '\n' + WORDS.answered + ' ' + answer : ''), c.by);
    }));
    add('steps', of('steps').map(function (s) { return line(s.step, WORDS.truths[s.when], s.at); }));
    add('replies', of('replies').map(function (r) { return line(r.phrase || r.text, '', r.by); }));
    if (turn.other) box.append(node('p', WORDS.other + (turn.wrote || '?')));
    return box;
  }

  function percent(score) { return Math.round(score * 100) + ' %'; }

  function pairs(map) { return Object.keys(map || {}).sort().map(function (name) { return name + '=' + map[name]; }).join(en ? ', ' : '，'); }

  // line is what something is, what it came to, and the place in a definition that says so.
  function line(name, value, place) {
    const li = node('li');
    li.append(node('b', name));
    if (value) li.append(node('span', value));
    if (place) li.append(node('small', place));
    return li;
  }

  function list(rows) {
    const ul = document.createElement('ul');
    rows.forEach(function (row) { ul.append(row); });
    return ul;
  }

  function node(name, text) {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    return made;
  }
})();
