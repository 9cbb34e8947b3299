package wechat_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/banshi-bot/banshi/bot/wechat"
	"github.com/banshi-bot/banshi/bot/wechat/wechattest"
)

// overTCP posts a callback to a real server.
func overTCP(t *testing.T, server *httptest.Server, c wechattest.Callback) (int, string) {
	t.Helper()
	r := c.Request()
	r.URL.Host = server.Listener.Addr().String()
	res, err := server.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(body)
}

// TestOverTCP: on the demo a peer on loopback may write at any pace, elsewhere it may not.
func TestOverTCP(t *testing.T) {
	for _, sandbox := range []bool{true, false} {
		s := begin(t, at(noon), nil, func(c *wechat.Config, _ *wechat.Account) { c.Sandbox = sandbox })
		server := httptest.NewServer(s.handler)
		for i := range 25 {
			status, body := overTCP(t, server, s.phone.Send(s.phone.Text(fmt.Sprint(i), "你好")))
			reply, err := s.phone.Read([]byte(body))
			if status != 200 || err != nil {
				t.Fatal(status, err)
			}
			if told := strings.Contains(reply.Text, "快"); told != (!sandbox && i >= 20) {
				t.Errorf("sandbox %v, message %d: %q", sandbox, i, reply.Text)
			}
		}
		for _, in := range s.engine.heard {
			if (in.Address == "") != sandbox {
				t.Errorf("sandbox %v: address %q", sandbox, in.Address)
			}
		}
		status, body := overTCP(t, server, s.phone.Send(s.phone.Text("big", strings.Repeat("x", 100<<10))))
		if status != http.StatusRequestEntityTooLarge {
			t.Errorf("oversized: %d %s", status, body)
		}
		server.Close()
	}
}
