// Keep holds what survives a reload: the token, the choices of the reader, and the outbox. On a shared computer
// that is only until the page is closed; where storage is refused, until it is reloaded.
class Keep {
  constructor(host) {
    this.name = 'banshi:' + host;
    this.memory = {};
    this.shared = this.from('sessionStorage', this.name + ':shared') === '1';
  }

  from(where, name) {
    try { return window[where].getItem(name); } catch (e) { return null; }
  }

  box() { return this.shared ? 'sessionStorage' : 'localStorage'; }

  all() {
    const raw = this.from(this.box(), this.name);
    if (raw) {
      try { this.memory = JSON.parse(raw) || {}; } catch (e) { this.memory = {}; }
    }
    return this.memory;
  }

  get(key) { return this.all()[key]; }

  set(key, value) {
    const all = this.all();
    all[key] = value;
    this.memory = all;
    try { window[this.box()].setItem(this.name, JSON.stringify(all)); } catch (e) { /* kept in memory */ }
  }

  // share moves everything to where it ends with the page.
  share() {
    const all = this.all();
    this.wipe();
    this.shared = true;
    try { window.sessionStorage.setItem(this.name + ':shared', '1'); } catch (e) { /* nothing is kept anyway */ }
    Object.keys(all).forEach((key) => this.set(key, all[key]));
  }

  wipe() {
    this.memory = {};
    ['localStorage', 'sessionStorage'].forEach((where) => {
      try { window[where].removeItem(this.name); } catch (e) { /* nothing was kept */ }
    });
  }
}

// Outbox holds what was said until the server has it: one message under way at a time, in order.
class Outbox {
  constructor(keep) { this.keep = keep; }

  list() { return this.keep.get('outbox') || []; }

  add(frame, shown) { this.keep.set('outbox', this.list().concat([{ frame, shown, at: Date.now() }])); }

  head() { return this.list().find((item) => !item.failed) || null; }

  has(id) { return this.list().some((item) => item.frame.id === id); }

  drop(id) { this.keep.set('outbox', this.list().filter((item) => item.frame.id !== id)); }

  fail(id, failed) {
    this.keep.set('outbox', this.list().map((item) => (item.frame.id === id ? Object.assign({}, item, { failed }) : item)));
  }
}
