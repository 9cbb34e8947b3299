// Log is the list of what was said: by seq, each entry once, what the server does not have yet at the end.
class Log {
  constructor(words) {
    this.words = words;
    this.list = el('ol', { class: 'lines', role: 'list' });
    this.node = el('div', { class: 'scroll' }, [this.list]);
    this.more = el('button', { type: 'button', class: 'newer', hidden: true, onclick: () => this.further() });
    this.clear();
    this.sticky = true; // the newest is in sight, and stays so when the room changes
    this.node.addEventListener('scroll', () => {
      this.sticky = this.low();
      if (this.sticky) this.more.hidden = true;
    });
    if (window.ResizeObserver) new ResizeObserver(() => { if (this.sticky) this.bottom(); }).observe(this.node);
    this.list.addEventListener('keydown', (e) => this.key(e));
  }

  clear() {
    this.list.textContent = '';
    this.seqs = new Map();
    this.own = new Map(); // by id
    this.last = 0;
    this.more.hidden = true;
  }

  low() { return this.node.scrollHeight - this.node.scrollTop - this.node.clientHeight < 80; }

  bottom() {
    this.node.scrollTop = this.node.scrollHeight;
    this.sticky = true;
    this.more.hidden = true;
  }

  // reveal shows an entry from its beginning: one that is taller than the room is read from the top.
  reveal(li) {
    const top = li.offsetTop - 8;
    if (li.who === 'own' || this.node.scrollHeight - this.node.clientHeight <= top) {
      this.bottom();
      return;
    }
    this.node.scrollTop = top;
    this.sticky = false;
    this.offer(this.words().below);
  }

  offer(text) {
    this.more.textContent = text;
    this.more.hidden = false;
  }

  // further goes a page down, or to what is new.
  further() {
    const page = this.more.textContent === this.words().below;
    if (page) this.node.scrollTop += this.node.clientHeight * 0.8;
    else this.bottom();
  }

  // line makes an entry; who is "own", "bot" or a desk person's name.
  line(who, at, body) {
    const own = who === 'own';
    const person = !own && who !== 'bot';
    const name = own ? this.words().you : person ? who : this.words().bot;
    const li = el('li', { class: own ? 'own' : person ? 'bot person' : 'bot', tabindex: -1 }, [
      el('div', { class: 'day' }), el('div', { class: 'who' }, [el('span', { text: name }), el('time')]), body,
    ]);
    li.who = who;
    li.at = at;
    return li;
  }

  place(li, seq) {
    const follow = this.sticky;
    li.seq = seq || 0;
    if (seq) {
      this.seqs.set(seq, li);
      this.last = Math.max(this.last, seq);
    }
    let next = null;
    for (let other = this.list.lastElementChild; other && seq; other = other.previousElementSibling) {
      if (other === li) continue;
      if (other.seq && other.seq < seq) break;
      if (other.seq || other.local) next = other;
    }
    this.list.insertBefore(li, next);
    [li, li.nextElementSibling].forEach((each) => { if (each) this.tidy(each); });
    this.rove(li);
    if (follow || li.who === 'own') this.reveal(li);
    else this.offer(this.words().newer);
  }

  // tidy shows a day once and a name once for what one sender said within two minutes.
  tidy(li) {
    const before = li.previousElementSibling;
    const day = new Date(li.at);
    const fresh = !before || new Date(before.at).toDateString() !== day.toDateString();
    li.querySelector('.day').textContent = fresh && li.at ? day.toLocaleDateString(this.words().tag, { year: 'numeric', month: 'long', day: 'numeric' }) : '';
    const goes = !fresh && before.who === li.who && li.at - before.at < 120000;
    li.classList.toggle('goes', goes);
    li.querySelector('time').textContent = li.at ? day.toLocaleTimeString(this.words().tag, { hour: '2-digit', minute: '2-digit' }) : '';
  }

  // retire takes the buttons of earlier replies out of use; what was chosen stays in reach.
  retire(label) {
    for (let li = this.list.lastElementChild; li; li = li.previousElementSibling) {
      if (li.who === 'own') continue;
      if (li.retired) break;
      li.retired = true;
      li.querySelectorAll('.choices').forEach((box) => retireChoices(box, label, this.words()));
      li.querySelectorAll('form').forEach(retireForm);
      li.querySelectorAll('a, button').forEach((node) => node.setAttribute('tabindex', '-1'));
    }
  }

  // said shows an own message that the server does not have yet.
  local(id, text, at, failed, again) {
    const mark = el('span', { class: 'mark' });
    const body = el('div', { class: 'bubble' }, [el('div', { class: 'text' }, [el('p', { class: 'raw', text })])]);
    const li = this.line('own', at, body);
    li.local = true;
    li.mark = mark;
    li.again = again;
    li.append(mark);
    this.own.set(id, li);
    this.place(li, 0);
    this.state(id, failed ? 'failed' : 'sending');
    return li;
  }

  state(id, state, text) {
    const li = this.own.get(id);
    if (!li || !li.mark) return;
    li.mark.textContent = text || this.words()[state];
    li.mark.className = 'mark ' + state;
    if (state === 'failed' && li.again) {
      li.mark.append(' ', el('button', { type: 'button', class: 'quiet', text: this.words().again, onclick: () => li.again(id) }));
    }
    if (this.sticky) this.bottom();
  }

  // acked puts an own message where it stands in the log.
  acked(id, seq, at) {
    const li = this.own.get(id);
    if (!li || this.seqs.has(seq)) return false;
    li.local = false;
    li.at = at || li.at;
    this.place(li, seq);
    this.state(id, 'sent');
    return true;
  }

  lines() { return Array.from(this.list.children); }

  // rove keeps one line in the tab order: the last that was used, else the newest.
  rove(li) {
    if (this.current) this.current.tabIndex = -1;
    this.current = li;
    li.tabIndex = 0;
  }

  key(e) {
    const li = e.target.closest('li');
    if (!li) return;
    const inside = e.target !== li;
    const to = { ArrowUp: li.previousElementSibling, ArrowDown: li.nextElementSibling, Home: this.list.firstElementChild, End: this.list.lastElementChild }[e.key];
    if (!inside && to) {
      e.preventDefault();
      this.rove(to);
      to.focus();
    } else if (!inside && e.key === 'Enter') {
      const first = li.querySelector('button:not([disabled]), a, input:not([disabled]), select:not([disabled]), textarea:not([disabled])');
      if (first) {
        e.preventDefault();
        first.focus();
      }
    } else if (inside && e.key === 'Escape') {
      e.stopPropagation();
      li.focus();
    }
  }
}
