package e2e

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/banshi-bot/banshi/bot/wechat/wechattest"
	"github.com/banshi-bot/banshi/connectors/sandbox"
	"github.com/banshi-bot/banshi/store"
)

// What the citizen of these tests types beside what the identity page knows.
const (
	partner   = "慕容婉清"
	partnerNo = "330106199211054721"
	contact   = "13957100862"
	fine      = "3301068770012345"
	opinion   = "槐荫巷口的石狮子夜里会绊倒人，请移到墙边"
	street    = "槐荫巷十七号门前"
	openid    = "oQzx7-kanari-openid-41"
)

// ouyang is the citizen: nothing of what they are stands in the library or its examples.
var ouyang = func() sandbox.Citizen {
	for _, c := range sandbox.Citizens {
		if c.Name == "欧阳文博" {
			return c
		}
	}
	panic("the sandbox has no 欧阳文博")
}()

// lived is a server on which one citizen did many things, on the web and in WeChat, and another one little.
type lived struct {
	*site
	web    *widget
	phone  *phone
	other  *widget
	values canaries // personal, and what gives access to it
}

// live has the citizen pay a fine, ask for their violations, book a marriage and hand in an opinion on the web, ask for
// their social security in WeChat, and say what nothing is made of.
func live(t *testing.T) *lived {
	t.Helper()
	l := &lived{site: newAlone(t), values: canaries{
		"the citizen's number": ouyang.IDNo, "the citizen's name": ouyang.Name, "the citizen's mobile": ouyang.Mobile, "the citizen's plate": ouyang.Plate,
		"the partner's number": partnerNo, "the partner's name": partner, "a mobile to ring": contact, "a decision's number": fine,
		"an opinion": opinion[:len("槐荫巷口的石狮子")], "a place": street, "an openid": openid,
	}}
	platform := l.onWeChat("110000")
	l.start().serves(t)
	l.web, l.other = l.meets(t, "", 0), l.meets(t, "", 0)
	l.other.says("给城管提个建议", "请说说您的建议")
	l.onTheWeb(t)
	l.inWeChat(t, platform)
	l.values["the web chat's token"] = l.web.token
	return l
}

func (l *lived) onTheWeb(t *testing.T) {
	t.Helper()
	w := l.web
	w.says("交罚单 "+fine, "请核对")
	card := w.presses("缴纳", `"kind":"payment"`)
	if err := press(card.Payment.URL, "pay"); err != nil {
		t.Fatal(err)
	}
	w.until("reply", `"kind":"receipt"`)

	w.says("查一下"+ouyang.Plate+"的违章", "后6位")
	w.says(ouyang.Tail, "不是杭州市登记的车")

	link := linkIn(t, w.says("预约结婚登记", `"kind":"login"`).raw)
	l.values["a one-time link"] = link[strings.LastIndex(link, "/")+1:]
	logIn(t, link, ouyang, "zh-CN")
	w.until("reply", "您同意吗")
	w.presses("同意", "对方的姓名和身份证号")
	w.says(partner+" "+partnerNo, "哪个婚姻登记处")
	w.says("第一个", "想约哪一天")
	w.says("下周三", "要上午还是下午")
	w.says("下午", "请核对")
	w.presses("确认预约", "约好了")

	w.says("给城管提个建议", "请说说您的建议")
	w.says(opinion, "说的是哪个地方")
	w.says(street, "要留个手机号吗")
	w.says(contact, "请核对")
	w.presses("提交建议", "收到了")
	w.says("紫色的河马唱歌跑调 "+contact+" "+partnerNo, "")
	w.says("都不是", "")
}

func (l *lived) inWeChat(t *testing.T, platform *wechattest.Platform) {
	t.Helper()
	l.phone = l.site.phone(t, platform, openid)
	link := linkIn(t, l.phone.asked("查社保", "需要实名"))
	logIn(t, link, ouyang, "zh-CN")
	l.phone.pushed("身份已验证", "您同意吗")
	l.phone.asked("同意", "想看哪一种保险")
	l.phone.asked("养老保险", "看哪一段时间的")
	l.phone.asked("近12个月", "正常参保")
}

// run is a command beside the server; it gives what it printed.
func (s *site) run(t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), banshi(t), append(args, "--data", s.dir)...)
	cmd.Env = append(os.Environ(), s.env()...)
	out, err := cmd.Output()
	if err != nil {
		var text []byte
		if e, ok := err.(*exec.ExitError); ok {
			text = e.Stderr
		}
		t.Fatalf("banshi %s: %v\n%s", strings.Join(args, " "), err, text)
	}
	return string(out)
}

// Invariant 12: no personal value in clear text in database, write-ahead log, backup or log, and what was erased stays
// erased in an older backup. The town's own memory is the agency's, and left out.
func TestInvariant12OverAWholeServer(t *testing.T) {
	l := live(t)
	backup := filepath.Join(l.root, "backup")
	l.run(t, "backup", backup)
	none(t, l.values.leaks(t, "sandbox.db", l.dir, trained(), backup, l.log)) // while it serves, with its write-ahead logs
	l.scannerCanFail(t, backup)
	l.printsNothing(t)
	l.remembers(t, l.dir, l.keys(t)) // else nothing was there to be found

	l.run(t, "erase", l.web.conversation, "--yes")
	l.run(t, "erase", "--channel", "wechat", "--account", "main", "--subject", openid, "--yes")
	waitFor(t, "both are erased", func() bool {
		st := l.open(t)
		defer st.Close()
		ts, err := st.Tombstones(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return len(ts) == 2
	})
	l.forgot(t, l.site, l.dir)
	younger := filepath.Join(l.root, "younger")
	l.run(t, "backup", younger)
	none(t, l.values.leaks(t, "sandbox.db", l.dir, younger, l.log))
	if code := l.life.stop(t); code != 0 {
		t.Errorf("exit %d after SIGTERM", code)
	}
	none(t, l.values.leaks(t, "sandbox.db", l.dir, l.log))

	t.Run("older backup, its own keys, the tombstones", func(t *testing.T) {
		l.restored(t, func(dir string) []string {
			copyTo(t, filepath.Join(l.dir, store.TombstonesFile), filepath.Join(dir, store.TombstonesFile))
			return []string{"restore", backup}
		})
	})
	t.Run("older backup, the keys of now", func(t *testing.T) {
		l.restored(t, func(string) []string { return []string{"restore", backup, "--keys", younger} })
	})
	t.Run("in place of what is there", func(t *testing.T) {
		l.run(t, "restore", backup, "--yes")
		l.begins(t, l.site)
	})
}

// restored makes a fresh folder of the older backup and starts a server on it.
func (l *lived) restored(t *testing.T, how func(dir string) []string) {
	t.Helper()
	fresh := newAlone(t, l.more...)
	if err := os.MkdirAll(filepath.Join(fresh.dir, "keys"), 0o700); err != nil {
		t.Fatal(err)
	}
	copyTo(t, filepath.Join(l.dir, "keys", "master"), filepath.Join(fresh.dir, "keys", "master"))
	fresh.run(t, how(fresh.dir)...)
	l.begins(t, fresh)
}

// begins starts a server and checks that it remembers the other citizen and has forgotten this one.
func (l *lived) begins(t *testing.T, s *site) {
	t.Helper()
	server := s.start()
	server.serves(t)
	l.forgot(t, s, s.dir)
	again := s.phone(t, l.phone.platform, openid)
	again.said = l.phone.said
	again.asked("查社保", "需要实名") // they are nobody we know
	other := s.meets(t, l.other.token, 0)
	if len(other.frames) < 4 || !strings.Contains(other.frames[1].raw, "给城管提个建议") {
		t.Errorf("the other citizen finds %s", other.tail())
	}
	if code := server.stop(t); code != 0 {
		t.Errorf("exit %d after SIGTERM", code)
	}
	none(t, l.values.leaks(t, "sandbox.db", s.dir, s.log))
}

// printsNothing checks that what operators read beside the server names nobody, also where nothing was made of a text.
func (l *lived) printsNothing(t *testing.T) {
	t.Helper()
	waitFor(t, "a text nothing was made of is kept", func() bool {
		st := l.open(t)
		defer st.Close()
		texts, err := st.Unmatched(t.Context(), 0, 10)
		if err != nil {
			t.Fatal(err)
		}
		return len(texts) > 0
	})
	missed := l.run(t, "unmatched", "--json")
	if !strings.Contains(missed, "河马") {
		t.Errorf("the text nothing was made of is not there:\n%s", missed)
	}
	for _, out := range []string{missed, l.run(t, "orders"), l.run(t, "calls", "--stuck"), l.run(t, "verify", "--bodies")} {
		none(t, l.values.in([]byte(out), "what a command prints"))
	}
}

// scannerCanFail shows that the scanner finds a value planted in a copy, and that it was looked for in the right files.
func (l *lived) scannerCanFail(t *testing.T, backup string) {
	t.Helper()
	for what, value := range l.values {
		file := filepath.Join(t.TempDir(), "copy.db")
		copyTo(t, filepath.Join(backup, store.DatabaseFile), file)
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		copy(b[len(b)/2:], value)
		if err := os.WriteFile(file, b, 0o600); err != nil {
			t.Fatal(err)
		}
		if found := (canaries{what: value}).leaks(t, "", file); len(found) == 0 {
			t.Errorf("%s planted in a copy is not found", what)
		}
	}
	for _, name := range []string{"banshi.db", "banshi.db-wal", "banshi.db-shm", "keys.db", "keys.db-wal"} {
		if _, err := os.Stat(filepath.Join(l.dir, name)); err != nil {
			t.Errorf("not looked at: %v", err)
		}
	}
	if found := l.values.leaks(t, "banshi.db", l.dir); len(found) == 0 {
		t.Error("the agencies, which know the citizen, were not looked at")
	}
}

// kept is everything the store gives of a conversation when its keys are at hand.
func kept(t *testing.T, st *store.Store, conversation string) []byte {
	t.Helper()
	stored, err := st.Load(t.Context(), conversation)
	if err != nil {
		t.Fatal(err)
	}
	turns, err := st.Turns(t.Context(), conversation, -1, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	all := append(stored.State, stored.Heard...)
	for _, turn := range turns {
		all = append(all, turn.Body...)
	}
	if u, err := st.Subject(t.Context(), conversation); err == nil {
		all = append(all, u.ID...)
	}
	return all
}

// conversations are those of the citizen.
func (l *lived) conversations(t *testing.T) []string {
	return []string{l.web.conversation, l.identify(t, "wechat", "main", openid)}
}

// opened gives all that can be had of the citizen's conversations in a folder with its keys.
func opened(t *testing.T, dir string, keys store.Keyring, conversations []string) (all []byte) {
	t.Helper()
	st, err := store.Open(context.Background(), store.Options{Path: filepath.Join(dir, "banshi.db"), Keys: keys, Sandbox: true, Access: store.Read})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	for _, id := range conversations {
		all = append(all, kept(t, st, id)...)
	}
	return all
}

// remembers checks that every value is there for who has the keys.
func (l *lived) remembers(t *testing.T, dir string, keys store.Keyring) {
	t.Helper()
	all := opened(t, dir, keys, l.conversations(t))
	for what, value := range l.values {
		if what == "the web chat's token" { // known by its hash alone
			continue
		}
		if len((canaries{what: value}).in(all, dir)) == 0 {
			t.Errorf("%s was not kept: the test looks for what nobody wrote", what)
		}
	}
}

// forgot checks that a running server has nothing of the citizen: not for who has the keys, nor over the socket.
func (l *lived) forgot(t *testing.T, s *site, dir string) {
	t.Helper()
	none(t, l.values.in(opened(t, dir, s.keys(t), l.conversations(t)), "what the keys of "+dir+" open"))
	w := s.widget(t, l.web.token, 0)
	var all []string
	for f := w.next(); f.Type != "closed" && f.Type != "status"; f = w.next() {
		all = append(all, f.raw)
	}
	none(t, l.values.in([]byte(strings.Join(all, "\n")), "the replay"))
	if len(all) != 1 || !strings.Contains(all[0], `"code":"bad_token"`) {
		t.Errorf("the citizen's socket reads %v", all)
	}
}

func copyTo(t *testing.T, from, to string) {
	t.Helper()
	b, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, b, 0o400); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(to, 0o600); err != nil {
		t.Fatal(err)
	}
}
