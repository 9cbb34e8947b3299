// Speaker reads new messages to a screen reader: two polite regions in turn, each emptied after a second. What is
// seen is never a live region, so that nothing is read twice.
class Speaker {
  constructor() {
    this.regions = [0, 1].map(() => el('div', { class: 'hidden', 'aria-live': 'polite', role: 'status' }));
    this.turn = 0;
    this.waiting = [];
  }

  say(text) {
    this.waiting.push(text);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), 200);
  }

  flush() {
    const region = this.regions[this.turn];
    this.turn = 1 - this.turn;
    region.textContent = this.waiting.join(' ');
    this.waiting = [];
    setTimeout(() => { region.textContent = ''; }, 1000);
  }
}
