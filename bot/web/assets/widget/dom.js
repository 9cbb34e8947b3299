// Elements are made here and nowhere else: text only ever becomes text.
function el(name, props, children) {
  const node = document.createElement(name);
  Object.keys(props || {}).forEach((key) => {
    const value = props[key];
    if (value === null || value === undefined || value === false) return;
    if (key.slice(0, 2) === 'on') node.addEventListener(key.slice(2), value);
    else if (key === 'text') node.textContent = value;
    else node.setAttribute(key, value === true ? '' : String(value));
  });
  (children || []).forEach((child) => { if (child) node.append(child); });
  return node;
}

// safeURL lets only web addresses become links.
function safeURL(address, base) {
  try {
    const url = new URL(address, base);
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : '';
  } catch (e) {
    return '';
  }
}

function linkTo(href, text, words, cls) {
  return el('a', { href, target: '_blank', rel: 'noopener', class: cls }, [text, el('span', { class: 'hidden', text: words.newWindow })]);
}

// rich draws a text: paragraphs, **bold** and web addresses.
function rich(text, words) {
  const box = el('div', { class: 'text' });
  text.split(/\n{2,}/).forEach((paragraph) => {
    const p = el('p');
    paragraph.split('\n').forEach((line, i) => {
      if (i) p.append(el('br'));
      inline(p, line, words);
    });
    box.append(p);
  });
  return box;
}

function inline(parent, line, words) {
  const found = /\*\*([^*]+)\*\*|https?:\/\/[^\s<>"'，。；、）】]+/g;
  let from = 0;
  let match;
  while ((match = found.exec(line))) {
    parent.append(line.slice(from, match.index));
    from = match.index + match[0].length;
    const href = match[1] ? '' : safeURL(match[0]);
    if (match[1]) parent.append(el('strong', { text: match[1] }));
    else if (href) parent.append(linkTo(href, words.openLink, words, 'inline'));
    else parent.append(match[0]);
  }
  parent.append(line.slice(from));
}

// without takes an address, and the mark that led to it, out of a text that shows it as a button.
function without(text, address) {
  if (!address) return text;
  return text.split(address).join('').replace(/[：:][ \t]*([。.，,；;]?)[ \t]*(\n|$)/g, '$1$2')
    .replace(/[：:]\s*([。.，,；;（])/g, '$1').replace(/[：:]\s*\(/g, ' (').replace(/[ \t]{2,}/g, ' ').trim();
}

function newID() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');
}
