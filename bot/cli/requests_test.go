package cli

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/banshi-bot/banshi/store"
)

// TestRequestsAreCountedUntilTheyAreClosed: what nobody answers is seen by whoever watches the metrics.
func TestRequestsAreCountedUntilTheyAreClosed(t *testing.T) {
	h := newTestHouse(t, Globals{})
	shows := func(open, overdue string) {
		t.Helper()
		w := httptest.NewRecorder()
		h.metrics().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
		for _, line := range []string{`banshi_requests{state="open"} ` + open, `banshi_requests{state="overdue"} ` + overdue} {
			if !strings.Contains(w.Body.String(), line+"\n") {
				t.Errorf("no line %s", line)
			}
		}
	}
	shows("0", "0")
	if _, err := say(t.Context(), h, "s", "m", "转人工"); err != nil {
		t.Fatal(err)
	}
	shows("1", "0")
	filed, err := h.store.Filed(t.Context(), store.FiledFilter{Kind: requestKind, Promised: true})
	if err != nil || len(filed) != 1 {
		t.Fatalf("filed %+v, %v", filed, err)
	}
	due := time.UnixMilli(filed[0].Due).In(time.FixedZone("", 8*3600))
	q, err := requestOf(filed[0], filed[0].Due)
	if err != nil || !q.Overdue || due.Add(-time.Second).Format(time.DateOnly) != q.Due {
		t.Errorf("%+v, %v: overdue is not from %v", q, err, due)
	}
	if q, _ := requestOf(filed[0], filed[0].Due-1); q.Overdue {
		t.Error("overdue on the promised day")
	}
	h.now = func() time.Time { return due }
	shows("1", "1")
	if err := h.store.CloseFiled(t.Context(), filed[0], "rang back", 1); err != nil {
		t.Fatal(err)
	}
	shows("0", "0")
}
