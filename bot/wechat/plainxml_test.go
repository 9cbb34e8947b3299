package wechat

import "testing"

const usual = `<xml><ToUserName><![CDATA[gh_1]]></ToUserName>
<FromUserName><![CDATA[o1]]></FromUserName><CreateTime>1348831860</CreateTime><MsgType><![CDATA[text]]></MsgType>
<Content><![CDATA[交罚单 <a> & ]] 😀]]></Content><MsgId>1234567890123456</MsgId></xml>
`

func TestPlainMessage(t *testing.T) {
	m, ok := plainMessage([]byte(usual))
	if !ok || m.to != "gh_1" || m.from != "o1" || m.created != "1348831860" || m.kind != "text" || m.id != "1234567890123456" || m.content != "交罚单 <a> & ]] 😀" {
		t.Errorf("%+v, %v", m, ok)
	}
}

// FuzzPlainMessage holds that what is read quickly is what encoding/xml reads.
func FuzzPlainMessage(f *testing.F) {
	for _, s := range []string{
		usual, "<xml></xml>", "<xml/>", "<xml><Content>a</Content><Content>b</Content></xml>", "<xml><Content>a&amp;b</Content></xml>",
		"<xml><A><Content>x</Content></A></xml>", "<xml><Content>a]]></Content></xml>", "<xml><Content><![CDATA[a]]>b</Content></xml>",
		"<xml><Content>\r\n</Content></xml>", "<xml>text</xml>", "<xml></xml><xml></xml>", "<!DOCTYPE x><xml></xml>", "<xml><Content></content></xml>",
		"<xml><ScanCodeInfo><ScanResult>1</ScanResult></ScanCodeInfo></xml>", "<xml><Content a='b'>x</Content></xml>", "<xml><Content>x</Content ></xml>",
		"<xml><Content>\x01\xff</Content></xml>", "<xml><Content>\uFFFE</Content></xml>", "<xml><Content>\u0080\x7f</Content></xml>", "<xml><MsgId> 1 </MsgId> </xml> \n",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		quick, ok := plainMessage(body)
		if !ok {
			return
		}
		if slow, err := anyMessage(legible(body)); err != nil || slow != quick {
			t.Errorf("%q: %+v, but %+v, %v", body, quick, slow, err)
		}
	})
}

// What is read quickly has nothing in it that would have to be taken out first.
func TestParseMessageTakesOutWhatIsIllegible(t *testing.T) {
	for _, c := range []struct{ sent, want string }{
		{"a\u00A0é\u3000字\uFFFD\t\nb", "a\u00A0é\u3000字\uFFFD\t\nb"}, {"a\x7fb", "ab"}, {"a\u0080b\u009Fc", "abc"}, {"a\xc2", "a\uFFFD"},
		{"a\xc2\x41", "a\uFFFDA"}, {"a\x00b\r", "ab"}, {"\uFFFEa\uFFFF", "a"}, {"\xffa", "\uFFFDa"},
	} {
		m, err := parseMessage([]byte("<xml><Content><![CDATA[" + c.sent + "]]></Content></xml>"))
		if err != nil || m.content != c.want {
			t.Errorf("%q is read as %q, %v; want %q", c.sent, m.content, err, c.want)
		}
	}
}
