// The embeddable script: a button that fetches the chat when it is pressed.
// <script src="https://host/widget.js" data-region="410100" data-lang="auto" data-service="" defer></script>
(function () {
  'use strict';
  const script = document.currentScript;
  const host = new URL(script.src).origin;
  const asked = script.dataset;
  const lang = asked.lang && asked.lang !== 'auto' ? asked.lang : document.documentElement.lang || navigator.language || 'zh';
  const words = /^zh/i.test(lang)
    ? { open: '在线办事', close: '收起', failed: '聊天没有加载成功，请再点一次' }
    : { open: 'Chat with us', close: 'Close the chat', failed: 'The chat did not load; please press again' };
  const css = ':host{position:fixed;right:16px;bottom:16px;z-index:2147483000;right:max(16px,env(safe-area-inset-right));bottom:max(16px,env(safe-area-inset-bottom))}'
    + 'button{font:600 16px/1.3 system-ui,-apple-system,"PingFang SC","HarmonyOS Sans SC","MiSans","Microsoft YaHei","Noto Sans CJK SC",sans-serif;'
    + 'min-height:48px;padding:10px 20px;border:0;border-radius:24px;color:#fff;background:#1a5fb4;box-shadow:0 4px 16px rgba(0,0,0,.25);cursor:pointer}'
    + 'button:hover{background:#164e94}button:focus{outline:3px solid #ffb400;outline-offset:2px;box-shadow:0 0 0 2px #1d2129}[hidden]{display:none}';
  let chat = null;

  const spot = document.createElement('banshi-launcher');
  const root = spot.attachShadow({ mode: 'open' });
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = words.open;
  button.setAttribute('aria-expanded', 'false');
  button.addEventListener('click', press);
  style();
  root.append(button);
  document.body.append(spot);

  function style() {
    try {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
      root.adoptedStyleSheets = [sheet];
    } catch (e) {
      const style = document.createElement('style');
      style.textContent = css;
      root.append(style);
    }
  }

  function press() {
    if (chat) {
      chat.toggle(chat.hidden);
      return;
    }
    if (window.customElements.get('banshi-chat')) {
      open();
      return;
    }
    button.disabled = true;
    const part = document.createElement('script');
    part.src = host + 'CHAT_PATH';
    part.onload = open;
    part.onerror = function () {
      button.disabled = false;
      button.textContent = words.failed;
      part.remove();
    };
    document.head.append(part);
  }

  function open() {
    button.disabled = false;
    button.textContent = words.open;
    chat = document.createElement('banshi-chat');
    ['region', 'lang', 'service', 'agency', 'phone'].forEach(function (name) {
      if (asked[name]) chat.setAttribute(name, asked[name]);
    });
    chat.setAttribute('host', host);
    chat.setAttribute('mode', 'float');
    chat.addEventListener('banshi-toggle', function (e) { shown(e.detail.open); });
    document.body.append(chat);
    chat.toggle(true);
  }

  function shown(is) {
    button.hidden = is;
    button.setAttribute('aria-expanded', String(is));
    if (!is) button.focus();
  }
})();
