package wechat_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/bot/wechat"
	"github.com/banshi-bot/banshi/bot/wechat/wechattest"
)

type fields = wechattest.Fields

func TestWhatIsHeard(t *testing.T) {
	created := "1772625600"
	event := func(name, key string) string { return openid + "|" + created + "|" + name + "|" + key }
	for _, c := range []struct {
		sent fields
		want bot.What
	}{
		{fields{"MsgType": "text", "MsgId": "6054768590064713728", "Content": " 交罚单\n"}, bot.Said{ID: "6054768590064713728", Text: "交罚单"}},
		{fields{"MsgType": "text", "MsgId": "not a number", "Content": "好"}, bot.Said{ID: "not a number", Text: "好"}},
		{fields{"MsgType": "text", "MsgId": "1", "Content": "a]]>b<!DOCTYPE c>"}, bot.Said{ID: "1", Text: "a]]>b<!DOCTYPE c>"}},
		{fields{"MsgType": "text", "MsgId": "1", "Content": "a\x00\x08b\u0085\xffc"}, bot.Said{ID: "1", Text: "ab\uFFFDc"}},
		{fields{"MsgType": "text", "MsgId": "1", "Content": "是", "bizmsgmenuid": "x-1"}, bot.Said{ID: "1", Text: "是"}},
		{fields{"MsgType": "text", "Content": "没有编号"}, bot.Said{ID: openid + "|" + created + "|text", Text: "没有编号"}},
		{fields{"MsgType": "voice", "MsgId": "1", "Recognition": "查公积金。"}, bot.Said{ID: "1", Text: "查公积金。", Voice: true}},
		{fields{"MsgType": "voice", "MsgId": "1", "Recognition": ""}, bot.Unread{ID: "1", Kind: "voice"}},
		{fields{"MsgType": "image", "MsgId": "1", "PicUrl": "http://x"}, bot.Unread{ID: "1", Kind: "image"}},
		{fields{"MsgType": "video", "MsgId": "1"}, bot.Unread{ID: "1", Kind: "video"}},
		{fields{"MsgType": "shortvideo", "MsgId": "1"}, bot.Unread{ID: "1", Kind: "video"}},
		{fields{"MsgType": "file", "MsgId": "1"}, bot.Unread{ID: "1", Kind: "file"}},
		{fields{"MsgType": "location", "MsgId": "1", "Label": "郑州"}, bot.Unread{ID: "1", Kind: "location"}},
		{fields{"MsgType": "event", "Event": "subscribe", "EventKey": ""}, bot.Entered{ID: event("subscribe", "")}},
		{fields{"MsgType": "event", "Event": "subscribe", "EventKey": "qrscene_traffic_fine_pay"}, bot.Entered{ID: event("subscribe", "qrscene_traffic_fine_pay"), Intent: "traffic_fine_pay"}},
		{fields{"MsgType": "event", "Event": "SCAN", "EventKey": "social_security_query"}, bot.Entered{ID: event("SCAN", "social_security_query"), Intent: "social_security_query"}},
		{fields{"MsgType": "event", "Event": "SCAN", "EventKey": "4711"}, bot.Entered{ID: event("SCAN", "4711")}},
		{fields{"MsgType": "event", "Event": "CLICK", "EventKey": "case_progress"}, bot.Entered{ID: event("CLICK", "case_progress"), Intent: "case_progress"}},
		{fields{"MsgType": "event", "Event": "location_select", "EventKey": "6"}, bot.Unread{ID: event("location_select", "6"), Kind: "location"}},
	} {
		s := begin(t, at(noon), nil, nil)
		c.sent["CreateTime"] = created
		s.say(c.sent)
		if len(s.engine.heard) != 1 || !reflect.DeepEqual(s.engine.heard[0].What, c.want) {
			t.Errorf("%v: heard %+v, want %+v", c.sent, s.engine.heard, c.want)
		}
	}
}

func TestScannedCodeIsSaid(t *testing.T) {
	s := begin(t, at(noon), nil, nil)
	body := "<xml><ToUserName>" + original + "</ToUserName><FromUserName>" + openid + "</FromUserName><CreateTime>1</CreateTime>" +
		"<MsgType>event</MsgType><Event>scancode_waitmsg</Event><EventKey>slip</EventKey>" +
		"<ScanCodeInfo><ScanType>qrcode</ScanType><ScanResult>3301061900123456</ScanResult></ScanCodeInfo></xml>"
	s.read(s.deliver(s.phone.SendRaw([]byte(body))))
	want := bot.Said{ID: openid + "|1|scancode_waitmsg|slip", Text: "3301061900123456"}
	if len(s.engine.heard) != 1 || !reflect.DeepEqual(s.engine.heard[0].What, bot.What(want)) {
		t.Errorf("heard %+v", s.engine.heard)
	}
}

func TestWhatIsAnsweredWithoutATurn(t *testing.T) {
	for _, c := range []struct {
		sent fields
		want string // part of the answer; "": success
	}{
		{fields{"MsgType": "text", "MsgId": "1", "Content": " \n\x01"}, "没有看到文字"},
		{fields{"MsgType": "text", "MsgId": "1", "Content": strings.Repeat("字", 2001)}, "太长"},
		{fields{"MsgType": "link", "MsgId": "1", "Url": "http://x"}, "看不懂"},
		{fields{"MsgType": "hologram", "MsgId": "1"}, "看不懂"},
		{fields{"MsgId": "1"}, "看不懂"},
		{fields{"MsgType": "event", "Event": "never_heard_of"}, "看不懂"},
		{fields{"MsgType": "event", "Event": "VIEW", "EventKey": "http://x"}, ""},
		{fields{"MsgType": "event", "Event": "LOCATION", "Latitude": "34.7"}, ""},
		{fields{"MsgType": "event", "Event": "TEMPLATESENDJOBFINISH", "MsgID": "1", "Status": "failed:user block"}, ""},
		{fields{"MsgType": "event", "Event": "subscribe_msg_popup_event"}, ""},
		{fields{"MsgType": "event", "Event": "unsubscribe"}, ""},
	} {
		s := begin(t, at(noon), nil, nil)
		got := s.say(c.sent)
		if len(s.engine.heard) != 0 || (c.want == "") != (got == "") || !strings.Contains(got, c.want) {
			t.Errorf("%v: answered %q, heard %v", c.sent, got, s.engine.heard)
		}
	}
}

func TestIncomingSaysHowTheRoadIs(t *testing.T) {
	s := begin(t, at(noon), nil, func(_ *wechat.Config, a *wechat.Account) { a.Lang = "en-US" })
	s.say(s.phone.Text("1", "pay a fine"))
	in := s.engine.heard[0]
	want := bot.Channel{Name: "wechat", Account: "main", Passive: true, Links: true, Tell: true}
	if in.Channel != want || in.Subject != openid || in.Lang != "en" || in.Region != "410100" {
		t.Errorf("%+v", in)
	}
	if got := s.say(fields{"MsgType": "link", "MsgId": "2"}); !strings.HasPrefix(got, "I received this") {
		t.Errorf("in English: %q", got)
	}
	s = begin(t, at(noon), nil, func(_ *wechat.Config, a *wechat.Account) { a.Secret, a.Regions = "", []string{"330100", "410100"} })
	s.say(s.phone.Text("1", "交罚单"))
	if in := s.engine.heard[0]; in.Channel.Tell || in.Region != "" || in.Lang != "zh" {
		t.Errorf("%+v", in)
	}
}

func TestClearMode(t *testing.T) {
	s := begin(t, at(noon), nil, func(c *wechat.Config, a *wechat.Account) { a.Mode, a.AESKey, c.Sandbox = wechat.Clear, "", true })
	if got := s.say(s.phone.Text("1", "你好")); got != "您说：你好" {
		t.Errorf("%q", got)
	}
	sealed := s.citizen(openid)
	if w := s.deliver(sealed.Send(sealed.Text("2", "你好"))); w.Code != 403 {
		t.Errorf("a sealed callback to a clear account: %d", w.Code)
	}
}

// FuzzMessage gives the reader anything sealed: it must answer as WeChat can bear, and never panic.
func FuzzMessage(f *testing.F) {
	phone := &wechattest.Phone{Original: original, OpenID: openid, Now: at(noon)}
	f.Add(phone.XML(phone.Text("1", "你好")))
	f.Add(phone.XML(phone.Event("subscribe", "qrscene_x")))
	f.Add([]byte("<xml><ScanCodeInfo><ScanResult>1</ScanResult></ScanCodeInfo></xml>"))
	f.Add([]byte("<xml><ToUserName/><FromUserName>&#x1;&amp;</FromUserName></xml>trailing"))
	f.Add([]byte(`<?xml version="1.0" encoding="gbk"?><xml></xml>`))
	f.Add([]byte(`<!DOCTYPE a [<!ENTITY b "c">]><xml><Content>&b;</Content></xml>`))
	f.Add([]byte(strings.Repeat("<xml>", 100)))
	f.Fuzz(func(t *testing.T, body []byte) {
		s := begin(t, at(noon), nil, nil)
		w := s.deliver(s.phone.SendRaw(body))
		if w.Code != 200 && w.Code != 400 && w.Code != 403 && w.Code != 413 {
			t.Fatalf("status %d", w.Code)
		}
		if w.Body.Len() == 0 || w.Code != 200 && len(s.engine.heard) > 0 {
			t.Fatalf("%d %q heard %v", w.Code, w.Body, s.engine.heard)
		}
		for _, in := range s.engine.heard {
			if said, ok := in.What.(bot.Said); ok && (said.Text == "" || strings.ContainsAny(said.Text, "\x00\x07\x1b\x7f")) {
				t.Fatalf("heard %q", said.Text)
			}
			if in.Subject == "" || (bot.Event{What: in.What}).MessageID() == "" {
				t.Fatalf("heard %+v", in)
			}
		}
	})
}
