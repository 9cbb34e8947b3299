// Line is the connection: a socket, else a stream, else polls, whichever works here. It comes back by itself and
// asks for everything after the last entry that was seen.
const ROADS = ['socket', 'stream', 'poll'];
const PING = 25000;
const SILENT = 60000;
const OPENING = 8000;

class Line {
  constructor(host, on) {
    this.host = host;
    this.on = on; // hello() gives token, after, lang, region; frame(f); state(s)
    this.run = 0;
    this.road = 0;
    this.good = -1;
    this.misses = 0;
    this.tries = 0;
    this.pause = 0;
    this.ready = false;
    this.closed = true;
    window.addEventListener('online', () => this.hurry());
    window.addEventListener('offline', () => this.lost(this.run));
    document.addEventListener('visibilitychange', () => { if (!document.hidden) this.hurry(); });
    setInterval(() => this.beat(), PING);
  }

  start() {
    this.closed = false;
    this.go();
  }

  stop() {
    this.closed = true;
    this.drop();
  }

  // again begins anew, for another token or language.
  again() {
    this.drop();
    this.tries = 0;
    if (!this.closed) this.go();
  }

  hurry() {
    if (this.closed || this.ready) return;
    this.road = this.good < 0 ? this.road : this.good;
    this.again();
  }

  drop() {
    this.run++;
    this.ready = false;
    clearTimeout(this.timer);
    clearTimeout(this.opening);
    if (this.ws) this.ws.close();
    if (this.abort) this.abort.abort();
    this.ws = this.abort = null;
  }

  go() {
    const run = ++this.run;
    this.last = Date.now();
    this.on.state('connecting');
    this.opening = setTimeout(() => { if (!this.ready) this.lost(run); }, ROADS[this.road] === 'poll' ? SILENT : OPENING);
    this[ROADS[this.road]](run);
  }

  frame(run, f) {
    if (run !== this.run) return;
    this.last = Date.now();
    if (f.type === 'welcome') {
      this.ready = true;
      this.good = this.road;
      this.misses = this.tries = 0;
      clearTimeout(this.opening);
    }
    if (f.type === 'status' && f.state === 'restarting') this.pause = f.retry_after_ms || 1000;
    this.on.frame(f);
    if (f.type === 'welcome' && run === this.run) this.on.state('ready');
  }

  // lost tries again after a while; the next road where this one did not even open.
  lost(run) {
    if (run !== this.run || this.closed) return;
    let wait = Math.min(30000, 500 * Math.pow(2, this.tries++)) * (0.5 + Math.random() / 2);
    if (!this.ready) {
      this.misses++;
      if (this.good !== this.road || this.misses > 2) {
        this.misses = 0;
        this.road = (this.road + 1) % ROADS.length;
        if (this.road) wait = 50;
        else this.ask();
      }
    }
    if (this.pause) wait = this.pause * (0.5 + Math.random() / 2);
    this.pause = 0;
    this.drop();
    this.on.state('offline');
    this.timer = setTimeout(() => this.go(), wait);
  }

  // ask finds out whether it is this page that is not welcome.
  ask() {
    fetch(this.host + '/web/poll').then((r) => { if (r.status === 403) this.on.state('refused'); }, () => {});
  }

  beat() {
    if (this.closed || !this.ready) return;
    if (Date.now() - this.last > SILENT) this.lost(this.run);
    else if (this.ws && this.ws.readyState === 1) this.ws.send('{"type":"ping"}');
  }

  socket(run) {
    try {
      this.ws = new WebSocket(this.host.replace(/^http/, 'ws') + '/web/ws', 'banshi.v1');
    } catch (e) {
      this.timer = setTimeout(() => this.lost(run), 0);
      return;
    }
    this.ws.onopen = () => { if (run === this.run) this.ws.send(JSON.stringify(Object.assign({ type: 'hello' }, this.on.hello()))); };
    this.ws.onmessage = (e) => this.frame(run, JSON.parse(e.data));
    this.ws.onclose = () => this.lost(run);
  }

  // session opens one where there is none, for the roads over plain HTTP.
  session(run) {
    const hello = this.on.hello();
    if (hello.token) return Promise.resolve(hello);
    const body = JSON.stringify({ lang: hello.lang, region: hello.region, service: hello.service });
    return fetch(this.host + '/web/session', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body })
      .then((r) => r.json()).then((f) => {
        if (run !== this.run) throw new Error('late');
        this.on.frame(f);
        return this.on.hello();
      });
  }

  get(path, hello) {
    this.abort = new AbortController();
    return fetch(this.host + path, { headers: { Authorization: 'Bearer ' + hello.token }, signal: this.abort.signal, cache: 'no-store' });
  }

  stream(run) {
    this.session(run).then((hello) => this.get('/web/stream?after=' + hello.after, hello)).then((r) => {
      if (!r.ok) return r.json().then((f) => this.frame(run, f)).then(() => this.lost(run));
      const reader = r.body.getReader();
      const text = new TextDecoder();
      let rest = '';
      const pump = () => reader.read().then((part) => {
        if (part.done) return this.lost(run);
        this.last = Date.now();
        const events = (rest + text.decode(part.value, { stream: true })).split('\n\n');
        rest = events.pop();
        events.forEach((event) => event.split('\n').forEach((line) => {
          if (line.slice(0, 6) === 'data: ') this.frame(run, JSON.parse(line.slice(6)));
        }));
        return pump();
      });
      return pump();
    }).catch(() => this.lost(run));
  }

  poll(run) {
    const next = (wait) => this.session(run).then((hello) => this.get('/web/poll?after=' + hello.after + '&wait=' + wait, hello))
      .then((r) => r.json()).then((frames) => {
        if (run !== this.run) return null;
        if (!Array.isArray(frames)) {
          this.frame(run, frames);
          return this.lost(run);
        }
        frames.forEach((f) => this.frame(run, f));
        return run === this.run && !this.pause ? next(25) : this.lost(run);
      });
    next(0).catch(() => this.lost(run));
  }

  // send gives a message to the server; its ack or error comes as a frame.
  send(frame) {
    if (!this.ready) return;
    if (this.ws) {
      if (this.ws.readyState === 1) this.ws.send(JSON.stringify(frame));
      return;
    }
    const run = this.run;
    const token = this.on.hello().token;
    fetch(this.host + '/web/messages', {
      method: 'POST', body: JSON.stringify(frame),
      headers: { 'Content-Type': 'application/json', Authorization: 'Bearer ' + token },
    }).then((r) => r.json()).then((f) => {
      if (f.code === 'bad_token') this.late(run, token, f);
      else this.frame(run, f);
    }, () => this.lost(run));
  }

  // read tells how far was read, where that costs nothing.
  read(seq) {
    if (this.ready && this.ws && this.ws.readyState === 1) this.ws.send(JSON.stringify({ type: 'read', seq }));
  }

  // late gives a new token that is on its way the time to come.
  late(run, token, f) {
    setTimeout(() => {
      if (this.on.hello().token === token) this.frame(run, f);
      else this.again();
    }, 2000);
  }
}
