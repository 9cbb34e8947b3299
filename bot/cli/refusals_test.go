package cli

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/banshi-bot/banshi/bot/wechat"
)

func TestWeChatRefusalsAreMetrics(t *testing.T) {
	h := newTestHouse(t, Globals{})
	h.denied = func() []wechat.Refusal {
		return []wechat.Refusal{{Account: "main", Call: "token", Code: wechat.CodeBadSecret, Count: 3}}
	}
	w := httptest.NewRecorder()
	h.metrics().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	if line := `banshi_wechat_refusals_total{account="main",call="token",code="40125"} 3`; !strings.Contains(w.Body.String(), line+"\n") {
		t.Errorf("no line %s", line)
	}
}
