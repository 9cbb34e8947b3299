// Bar is the head of the chat: whose it is, that answers are automatic, a person, a new start, and settings.
class Bar {
  constructor(act) {
    this.act = act; // say(text), set(name, value), leave(), close() or null
    this.node = el('header', { class: 'bar' });
    this.open = false;
  }

  draw(view) {
    const words = view.words;
    const button = (text, onclick, more) => el('button', Object.assign({ type: 'button', class: 'tool', text, onclick }, more));
    const close = this.act.close ? button('✕', this.act.close, { 'aria-label': words.close, class: 'tool close' }) : null;
    const menu = this.menu(view, button);
    const root = this.node.getRootNode();
    const held = root.activeElement && this.node.contains(root.activeElement);
    const toggle = button(words.more, () => {
      this.open = !this.open;
      menu.hidden = !this.open;
      toggle.setAttribute('aria-expanded', String(this.open));
    }, { 'aria-expanded': String(this.open), 'aria-controls': 'menu' });
    this.node.textContent = '';
    this.node.append(
      el('div', { class: 'title' }, [
        el('div', { class: 'name' }, [el('h2', { text: view.agency || words.agency }), el('p', { class: 'auto', text: view.status || words.auto })]),
        view.phone && view.elder ? el('a', { class: 'phone', href: 'tel:' + view.phone.replace(/[^\d+]/g, ''), 'aria-label': words.phone + ' ' + view.phone, text: '☎ ' + view.phone }) : null,
        close,
      ]),
      el('div', { class: 'tools' }, [
        button(words.person, () => this.act.say(words.personSay)),
        button(words.restart, () => this.act.say(words.restartSay)),
        view.elder ? null : button(words.elder, () => this.act.set('elder', true)),
        toggle,
      ]),
      menu,
    );
    if (held) toggle.focus(); // the button that was pressed is a new one now
  }

  menu(view, button) {
    const words = view.words;
    const menu = el('div', { class: 'menu', id: 'menu', role: 'group', 'aria-label': words.menu }, [
      view.elder ? button(words.plain, () => this.act.set('elder', false)) : null, // few and large buttons above
      button(words.other, () => this.act.set('lang', view.lang === 'en' ? 'zh' : 'en'), { lang: view.lang === 'en' ? 'zh-CN' : 'en' }),
      button(view.theme === 'dark' ? words.light : words.dark, () => this.act.set('theme', view.theme === 'dark' ? 'light' : 'dark')),
      view.shared ? el('p', { text: words.sharedOn }) : button(words.shared, () => this.act.set('shared', true)),
      button(words.leave, () => this.act.leave()),
    ]);
    menu.hidden = !this.open;
    return menu;
  }

  status(text) {
    const line = this.node.querySelector('.auto');
    if (line && line.textContent !== text) line.textContent = text;
  }
}
