package identity_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/banshi-bot/banshi/connectors"
	"github.com/banshi-bot/banshi/connectors/sandbox"
	"github.com/banshi-bot/banshi/connectors/sandbox/identity"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestProve(t *testing.T) {
	now := time.Date(2026, 3, 4, 1, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	town, err := sandbox.Open("", sandbox.Options{Now: clock, Secret: []byte("s")})
	if err != nil {
		t.Fatal(err)
	}
	defer town.Close()
	server := httptest.NewServer(town.Handler())
	defer server.Close()
	browser := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	c := identity.New(identity.Config{Base: server.URL, Pages: server.URL, Secret: []byte("s"), Now: clock, Client: &http.Client{Transport: browser.Transport}})

	// choose presses a button of the page and returns the query that leads back.
	choose := func(level, citizen string) url.Values {
		page, err := url.Parse(c.URL("state 1", server.URL+"/go/x?a=1", 2))
		if err != nil {
			t.Fatal(err)
		}
		form := url.Values{"state": {page.Query().Get("state")}, "return": {page.Query().Get("return")}, "level": {level}, "citizen": {citizen}}
		resp, err := browser.PostForm(server.URL+"/sandbox/identity", form)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		back, err := resp.Location()
		if err != nil || !strings.HasPrefix(back.String(), server.URL+"/go/x?") || back.Query().Get("a") != "1" || back.Query().Get("state") != "state 1" {
			t.Fatalf("led back to %v: %v", back, err)
		}
		return back.Query()
	}

	zhang := sandbox.Citizens[0]
	code := choose("3", zhang.IDNo).Get("code")
	p, err := c.Prove(t.Context(), code)
	want := connectors.Proof{Name: zhang.Name, IDNo: zhang.IDNo, Mobile: zhang.Mobile, Level: 3, Until: now.Add(30 * time.Minute).UnixMilli()}
	if err != nil || p != want {
		t.Errorf("proof %+v, %v", p, err)
	}
	if strings.Contains(p.String(), zhang.Name) {
		t.Error("a proof prints whom it is of")
	}
	if _, err := c.Prove(t.Context(), code); !errors.Is(err, connectors.ErrRefused) {
		t.Errorf("the same code again: %v", err)
	}
	if _, err := c.Prove(t.Context(), "made up"); !errors.Is(err, connectors.ErrRefused) {
		t.Errorf("a made-up code: %v", err)
	}
	if q := choose("0", ""); q.Get("error") != "cancelled" || q.Get("code") != "" {
		t.Errorf("cancelled: %v", q)
	}
	late := choose("2", zhang.IDNo).Get("code")
	now = now.Add(6 * time.Minute)
	if _, err := c.Prove(t.Context(), late); !errors.Is(err, connectors.ErrRefused) {
		t.Errorf("a late code: %v", err)
	}
}
