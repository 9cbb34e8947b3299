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

  function show(told) {
    body.textContent = '';
    body.append(draw(told));
    panel.hidden = false;
    document.body.classList.add('asked');
    panel.focus();
  }

  // draw shows any JSON as nested lists of names and values; lists of like objects as tables.
  function draw(value) {
    if (value === null || typeof value !== 'object') return node('span', String(value));
    if (Array.isArray(value)) return value.length && value.every(flat) ? table(value) : list(value);
    const box = document.createElement('dl');
    Object.keys(value).forEach(function (name) {
      if (value[name] === null || value[name] === '') return;
      const row = document.createElement('div');
      const dd = document.createElement('dd');
      dd.append(draw(value[name]));
      row.append(node('dt', title(name)), dd);
      box.append(row);
    });
    return box;
  }

  function flat(row) {
    return row !== null && typeof row === 'object' && !Array.isArray(row)
      && Object.keys(row).length < 4
      && Object.keys(row).every(function (name) { return row[name] === null || (typeof row[name] !== 'object' && String(row[name]).length < 24); });
  }

  function list(values) {
    if (!values.length) return node('span', '–');
    const ul = document.createElement('ul');
    values.forEach(function (value) {
      const li = document.createElement('li');
      li.append(draw(value));
      ul.append(li);
    });
    return ul;
  }

  function table(rows) {
    const names = Object.keys(Object.assign.apply(null, [{}].concat(rows)));
    const box = document.createElement('table');
    const head = box.createTHead().insertRow();
    names.forEach(function (name) {
      const th = node('th', title(name));
      th.scope = 'col';
      head.append(th);
    });
    const lines = box.createTBody();
    rows.forEach(function (row) {
      const tr = lines.insertRow();
      names.forEach(function (name) {
        const cell = tr.insertCell();
        const value = row[name];
        cell.textContent = value === undefined || value === null ? '' : typeof value === 'number' && value % 1 ? value.toFixed(3) : String(value);
      });
    });
    const scroll = node('div');
    scroll.className = 'scroll';
    scroll.tabIndex = 0;
    scroll.append(box);
    return scroll;
  }

  const TITLES = {
    said: '您说的', zone: '判断', ranked: '候选服务', candidates: '候选服务', intent: '服务', score: '把握', acts: '说话意图', act: '意图',
    entities: '认出的内容', steps: '看过的步骤', step: '步骤', at: '位置', when: '条件', replies: '回答', text: '文字', phrase: '用的文字',
    by: '定义的位置', slots: '填写的信息', name: '名称', before: '之前', after: '之后', calls: '询问部门', call: '询问部门', operation: '操作',
    with: '参数', args: '参数', answer: '部门的回答', fault: '故障', other: '与当时不同', wrote: '当时的版本', kind: '种类', value: '值',
    took: '用时', error: '说明',
  };

  function title(name) { return !en && TITLES[name] ? TITLES[name] : name.replace(/_/g, ' '); }

  function node(name, text) {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    return made;
  }
})();
