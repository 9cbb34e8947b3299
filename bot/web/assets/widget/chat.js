// BanshiChat is the chat as an element: <banshi-chat host region lang service agency phone mode why>.
const HERE = document.currentScript && document.currentScript.src;
const MOST = 2000;
const UNHEARD = 15000;

class BanshiChat extends HTMLElement {
  connectedCallback() {
    if (this.shadowRoot) return;
    this.host = (this.getAttribute('host') || new URL(HERE || location.href).origin).replace(/\/$/, '');
    this.keep = new Keep(this.host);
    this.outbox = new Outbox(this.keep);
    this.speaker = new Speaker();
    this.log = new Log(() => this.words);
    this.bar = new Bar({
      say: (text) => this.say(text), set: (name, value) => this.set(name, value), leave: () => this.leave(),
      close: this.getAttribute('mode') === 'float' ? () => this.toggle(false) : null,
    });
    this.line = new Line(this.host, { hello: () => this.hello(), frame: (f) => this.hear(f), state: (s) => this.connection(s) });
    this.build();
    this.restore();
    this.line.start();
    setInterval(() => this.stuck(), 5000);
  }

  get words() { return WORDS[this.lang()]; }

  lang() {
    const asked = this.keep.get('lang') || this.getAttribute('lang') || 'auto';
    const tag = asked === 'auto' ? document.documentElement.lang || navigator.language || 'zh' : asked;
    return /^en/i.test(tag) || (asked === 'auto' && !/^zh/i.test(tag)) ? 'en' : 'zh';
  }

  theme() {
    const system = window.matchMedia && matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
    return this.keep.get('theme') || system;
  }

  build() {
    const root = this.attachShadow({ mode: 'open' });
    this.styled(root);
    this.notice = el('p', { class: 'notice', hidden: true });
    this.waiting = el('p', { class: 'waiting', hidden: true });
    this.input = el('textarea', { rows: 1, id: 'say', enterkeyhint: 'send', autocomplete: 'off' });
    this.label = el('label', { for: 'say', class: 'hidden' });
    this.count = el('p', { class: 'count', hidden: true });
    this.button = el('button', { class: 'primary send' });
    this.composer = el('form', { class: 'composer' }, [this.label, this.input, this.button]);
    this.frame = el('section', { class: 'frame' }, [
      this.bar.node, this.log.node, this.log.more, this.waiting, this.notice, this.count, this.composer,
    ].concat(this.speaker.regions));
    root.append(this.frame);
    this.composer.addEventListener('submit', (e) => { e.preventDefault(); this.submit(); });
    this.input.addEventListener('keydown', (e) => this.key(e));
    this.input.addEventListener('input', () => this.measure());
    this.frame.addEventListener('keydown', (e) => { if (e.key === 'Escape' && this.getAttribute('mode') === 'float') this.toggle(false); });
    this.draw();
  }

  // styled adopts the style sheet, or links to it where that is not known.
  styled(root) {
    try {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(SHEET);
      root.adoptedStyleSheets = [sheet];
    } catch (e) {
      root.append(el('link', { rel: 'stylesheet', href: this.host + SHEET_PATH }));
    }
  }

  draw() {
    const words = this.words;
    words.tag = this.lang() === 'en' ? 'en' : 'zh-CN';
    const elder = Boolean(this.keep.get('elder'));
    this.frame.lang = words.tag;
    this.frame.dataset.theme = this.theme();
    this.frame.classList.toggle('elder', elder);
    this.frame.setAttribute('aria-label', this.getAttribute('agency') || words.agency);
    this.log.list.setAttribute('aria-label', words.list);
    this.label.textContent = words.say + ' ' + words.private;
    this.input.placeholder = words.hint;
    this.button.textContent = words.send;
    this.waiting.textContent = words.wait;
    this.bar.draw({
      words, elder, lang: this.lang(), theme: this.theme(), shared: this.keep.shared,
      agency: this.getAttribute('agency'), phone: this.getAttribute('phone') || '', status: this.statusText(),
    });
  }

  // restore shows what was written before the page was loaded and is not with the server yet.
  restore() {
    this.outbox.list().forEach((item) => this.showLocal(item));
  }

  showLocal(item) {
    this.log.local(item.frame.id, item.shown, item.at, item.failed, (id) => this.resend(id));
  }

  hello() {
    const hello = { token: this.keep.get('token') || '', after: this.log.last, lang: this.words.tag, region: this.getAttribute('region') || '' };
    if (!hello.token && this.getAttribute('service')) hello.service = this.getAttribute('service');
    return hello;
  }

  // ask gets something of the server in this session's name.
  ask(path) {
    return fetch(this.host + path, { headers: { Authorization: 'Bearer ' + this.keep.get('token') } })
      .then((r) => r.json().then((body) => { if (!r.ok) throw new Error(body.code); return body; }));
  }

  hear(f) {
    const handler = { welcome: 'welcomed', ack: 'acked', said: 'said', reply: 'replied', status: 'told', token: 'renewed', error: 'refused' }[f.type];
    if (handler) this[handler](f);
  }

  welcomed(f) {
    if (f.token) this.keep.set('token', f.token);
    this.sandbox = f.sandbox;
    if (f.seq < this.log.last || (this.conversation && f.conversation !== this.conversation)) {
      this.forget(); // an older store was restored
      this.line.again();
      return;
    }
    this.conversation = f.conversation;
    this.replay = f.seq;
    if (f.seq === 0) this.greet(f.services || []);
    this.pump();
  }

  // greet opens an empty chat with the services used most; pressing one says its name.
  greet(services) {
    if (this.log.list.querySelector('.greeting')) return;
    const offer = { choices: services.map((label) => ({ label })) };
    const act = { words: this.words, choose: (choice) => this.say(choice.label) };
    const li = this.log.line('bot', 0, el('div', { class: 'bubble' }, [
      rich(this.words.greet, this.words), services.length ? drawChoices(offer, act) : null,
    ]));
    li.classList.add('greeting');
    this.log.list.prepend(li);
    this.log.tidy(li);
    if (!this.log.current) this.log.rove(li);
  }

  renewed(f) { this.keep.set('token', f.token); }

  acked(f) {
    this.outbox.drop(f.id);
    this.flight = null;
    if (!this.log.acked(f.id, f.seq, f.at)) this.log.last = Math.max(this.log.last, f.seq);
    this.await(f.id);
    this.pump();
  }

  said(f) {
    if (this.log.seqs.has(f.seq)) return;
    if (this.log.own.has(f.id)) {
      this.acked(f);
      return;
    }
    this.log.retire(f.kind === 'choice' ? f.text : null);
    const text = f.kind === 'form' ? this.words.filled + f.text : f.text;
    const body = el('div', { class: 'bubble' }, [el('div', { class: 'text' }, [el('p', { class: 'raw', text })])]);
    this.log.place(this.log.line('own', f.at || Date.now(), body), f.seq);
  }

  replied(f) {
    if (this.log.seqs.has(f.seq)) return;
    if (!f.for || f.for === this.awaited) this.await(null);
    const why = this.sandbox && this.hasAttribute('why') ? (seq) => this.dispatchEvent(new CustomEvent('banshi-why', { detail: { seq } })) : null;
    const act = {
      words: this.words, host: this.host, why,
      choose: (choice, keyboard) => this.choose(choice, keyboard), submit: (values, shown) => this.enqueue({ type: 'form', fields: values }, shown),
    };
    const li = this.log.line(f.who || 'bot', f.at || Date.now(), drawReply(f, act));
    if (f.payment) repay(this.log.list, f.payment, this.words);
    if (f.lang) li.lang = f.lang === 'en' ? 'en' : 'zh-CN';
    this.log.place(li, f.seq);
    if (f.seq <= this.replay) { // history is not read aloud
      this.log.bottom();
      return;
    }
    if (f.large && !this.keep.get('elder')) this.set('elder', true);
    this.speaker.say(spokenOf(f, this.words));
    if (!document.hidden) this.line.read(f.seq);
  }

  told(f) {
    this.status = f;
    if (f.state === 'person' || f.state === 'queue') this.await(null);
    this.bar.status(this.statusText());
    this.connection(f.state === 'restarting' ? 'restarting' : 'ready');
  }

  statusText() {
    const words = this.words;
    const state = this.status ? this.status.state : '';
    if (state === 'queue') return this.status.place ? fill(words.queue, { n: this.status.place }) : words.queueNow;
    return state === 'person' ? words.human : words.auto;
  }

  refused(f) {
    const words = this.words;
    if (f.code === 'bad_token') {
      this.forget();
      this.notify(words.fresh);
      this.line.again();
      return;
    }
    if (!f.for || !this.outbox.has(f.for)) return;
    this.flight = null;
    if (f.code === 'too_fast' || f.code === 'unavailable') {
      this.log.state(f.for, 'sending', f.code === 'too_fast' ? words.fast : '');
      clearTimeout(this.later);
      this.later = setTimeout(() => this.pump(), f.code === 'too_fast' ? 10000 : 3000);
      return;
    }
    if (f.code === 'stale_choice') {
      this.outbox.drop(f.for);
      this.log.state(f.for, 'stale', '✕ ' + words.stale);
      this.speaker.say(words.stale);
    } else {
      this.outbox.fail(f.for, true);
      this.log.state(f.for, 'failed');
      this.speaker.say(words.failed);
    }
    this.await(null);
    this.pump();
  }

  // forget drops the conversation, not what is still to be sent.
  forget() {
    this.keep.set('token', '');
    this.conversation = null;
    this.flight = null;
    this.log.clear();
    this.restore();
  }

  notify(text) {
    this.notice.textContent = text;
    this.notice.hidden = !text;
  }

  connection(state) {
    const words = this.words;
    if (state === 'ready') {
      clearTimeout(this.gone);
      this.gone = null;
      this.notify('');
      this.pump();
    } else if (state === 'refused') {
      this.line.stop();
      this.notify(fill(words.refused, { o: location.origin }));
      this.speaker.say(this.notice.textContent);
    } else if (state === 'restarting') {
      this.notify(words.restarting);
    } else if (!this.gone) { // a short gap is not worth a word
      this.flight = null;
      this.gone = setTimeout(() => this.notify(words.offline), 1500);
    }
  }

  // say sends a text.
  say(text) { this.enqueue({ type: 'message', text }, text); }

  choose(choice, keyboard) {
    this.enqueue({ type: 'choice', value: choice.value, label: choice.label }, choice.label);
    if (keyboard) this.input.focus(); // a finger's focus stays, so that no keyboard pops up
  }

  enqueue(frame, shown) {
    const item = { frame: Object.assign({ id: newID() }, frame), shown, at: Date.now() };
    this.outbox.add(item.frame, shown);
    this.log.retire(frame.type === 'choice' ? frame.label : null);
    this.showLocal(item);
    this.pump();
  }

  resend(id) {
    this.outbox.fail(id, false);
    this.log.state(id, 'sending');
    this.pump();
  }

  // pump sends the oldest message that the server does not have, one at a time.
  pump() {
    const head = this.outbox.head();
    if (!head || !this.line.ready || (this.flight && this.flight.run === this.line.run)) return;
    this.flight = { id: head.frame.id, run: this.line.run, at: Date.now() };
    this.line.send(head.frame);
  }

  // stuck begins anew where a message got no answer.
  stuck() {
    if (this.flight && this.line.ready && Date.now() - this.flight.at > UNHEARD) {
      this.flight = null;
      this.line.again();
    }
  }

  // await shows that a reply is on its way, once that takes a moment.
  await(id) {
    this.awaited = id;
    clearTimeout(this.slow);
    this.waiting.hidden = true;
    if (!id || (this.status && this.status.state !== 'bot')) return;
    this.slow = setTimeout(() => { this.waiting.hidden = false; }, 600);
    clearTimeout(this.given);
    this.given = setTimeout(() => this.await(null), 30000);
  }

  submit() {
    const text = this.input.value;
    if (!text.trim() || Array.from(text).length > MOST) return;
    this.input.value = '';
    this.measure();
    this.say(text);
  }

  key(e) {
    if (e.key === 'Enter' && !e.shiftKey && !e.isComposing && e.keyCode !== 229) {
      e.preventDefault();
      this.submit();
      return;
    }
    if (this.input.value) return;
    const page = this.log.node.clientHeight * 0.9;
    const by = { PageUp: -page, PageDown: page, Home: -1e6, End: 1e6 }[e.key];
    if (by) {
      e.preventDefault();
      this.log.node.scrollTop += by;
    }
  }

  measure() {
    this.input.style.height = 'auto';
    this.input.style.height = Math.min(this.input.scrollHeight + 2, 160) + 'px';
    const length = Array.from(this.input.value).length;
    this.count.hidden = length <= MOST * 0.8;
    this.count.textContent = length > MOST ? fill(this.words.tooLong, { n: length - MOST }) : fill(this.words.room, { n: MOST - length });
    this.count.className = length > MOST ? 'count bad' : 'count';
  }

  set(name, value) {
    if (name === 'shared') this.keep.share();
    else this.keep.set(name, value);
    this.draw();
    this.dispatchEvent(new CustomEvent('banshi-set', { detail: { name, value } }));
    if (name === 'lang') this.line.again();
    if (name === 'elder') {
      this.measure();
      this.log.bottom();
    }
  }

  // leave erases what this browser knows and ends the session.
  leave() {
    const token = this.keep.get('token');
    this.line.stop();
    const done = () => {
      this.keep.wipe();
      this.forget();
      this.status = null;
      this.draw();
      this.line.start();
      this.speaker.say(this.words.left);
    };
    fetch(this.host + '/web/session/end', { method: 'POST', headers: { Authorization: 'Bearer ' + token } }).then(done, done);
  }

  // focusLine gives the focus back to the line that was last used.
  focusLine() { (this.log.current || this.input).focus(); }

  // toggle shows or hides the floating chat; its button stays.
  toggle(open) {
    this.hidden = !open;
    if (open) {
      this.log.bottom();
      this.input.focus();
    }
    this.dispatchEvent(new CustomEvent('banshi-toggle', { detail: { open } }));
  }
}

if (!customElements.get('banshi-chat')) customElements.define('banshi-chat', BanshiChat);
