package cashier_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/banshi-bot/banshi/connectors"
	"github.com/banshi-bot/banshi/connectors/sandbox"
	"github.com/banshi-bot/banshi/connectors/sandbox/cashier"
	"github.com/banshi-bot/banshi/connectors/sign"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// shop is a merchant with a cashier, a clock set by hand, and an ear for notices.
type shop struct {
	*cashier.Client
	t    *testing.T
	town *sandbox.Sandbox

	mu    sync.Mutex
	at    time.Time
	heard []connectors.Notice
	deaf  bool // does not acknowledge
}

var secret = []byte("shared secret")

func newShop(t *testing.T) *shop {
	t.Helper()
	s := &shop{t: t, at: time.Date(2026, 3, 4, 1, 0, 0, 0, time.UTC)}
	ear := httptest.NewServer(http.HandlerFunc(s.hear))
	town, err := sandbox.Open("", sandbox.Options{Now: s.now, Secret: secret, Client: &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(town.Handler())
	s.town = town
	s.Client = cashier.New(cashier.Config{Base: server.URL, Pages: server.URL, Notify: ear.URL + "/pay/sandbox", Secret: secret, Now: s.now,
		Client: &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}})
	t.Cleanup(func() {
		server.Close()
		ear.Close()
		town.Close()
	})
	return s
}

func (s *shop) now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.at
}

// pass lets time pass and the notices that are due go out.
func (s *shop) pass(d time.Duration) {
	s.t.Helper()
	s.mu.Lock()
	s.at = s.at.Add(d)
	s.mu.Unlock()
	if _, err := s.town.Deliver(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
}

func (s *shop) hear(w http.ResponseWriter, r *http.Request) {
	n, err := s.Notice(w, r)
	if err != nil {
		s.t.Errorf("notice: %v", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.heard = append(s.heard, n)
	if !s.deaf {
		io.WriteString(w, cashier.Acknowledged)
	}
}

func (s *shop) create(no string) connectors.Pending {
	s.t.Helper()
	p, err := s.Create(s.t.Context(), connectors.Order{No: no, AmountFen: 20000, Payee: "杭州市公安局交通警察支队", Subject: "3301061900123456",
		Until: s.now().Add(15 * time.Minute).UnixMilli(), Return: "/"})
	if err != nil {
		s.t.Fatal(err)
	}
	return p
}

func (s *shop) query(no, want string) connectors.Paid {
	s.t.Helper()
	p, err := s.Query(s.t.Context(), no)
	if err != nil || p.State != want {
		s.t.Errorf("query %s: %s, %v, want %s", no, p.State, err, want)
	}
	return p
}

// done holds what the town counted of an operation against a number, and that nothing was done twice.
func (s *shop) done(operation string, want int64) {
	s.t.Helper()
	acts, err := s.town.Acts(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	var n int64
	for _, a := range acts {
		if a.Done > 1 {
			s.t.Errorf("%s of %s was done %d times", a.Operation, a.Thing, a.Done)
		}
		if a.Operation == operation {
			n += a.Done
		}
	}
	if n != want {
		s.t.Errorf("%s was done %d times, want %d", operation, n, want)
	}
}

func TestCreateOnce(t *testing.T) {
	s := newShop(t)
	s.query("A_1_1", connectors.PaidNotFound)
	first, second := s.create("A_1_1"), s.create("A_1_1")
	if first != second || !strings.Contains(first.URL, "/sandbox/pay/") {
		t.Errorf("pages %v and %v", first, second)
	}
	s.query("A_1_1", connectors.PaidUnpaid)
	_, err := s.Create(t.Context(), connectors.Order{No: "A_1_1", AmountFen: 1, Payee: "杭州市公安局交通警察支队"})
	if !errors.Is(err, connectors.ErrRefused) {
		t.Errorf("same number, other amount: %v", err)
	}
}

func TestNotices(t *testing.T) {
	for _, c := range []struct {
		how    string
		atOnce int   // notices heard at once
		later  int   // and half a minute later
		amount int64 // they say
	}{
		{sandbox.Pay, 1, 1, 20000},
		{sandbox.Late, 0, 1, 20000},
		{sandbox.Twice, 2, 2, 20000},
		{sandbox.Never, 0, 0, 0},
		{sandbox.Amount, 1, 1, 19900},
		{sandbox.Refuse, 1, 1, 20000},
	} {
		t.Run(c.how, func(t *testing.T) {
			s := newShop(t)
			s.create("A_1_1")
			if err := s.town.Press(t.Context(), "A_1_1", c.how); err != nil {
				t.Fatal(err)
			}
			s.pass(0)
			if len(s.heard) != c.atOnce {
				t.Errorf("heard %d at once, want %d", len(s.heard), c.atOnce)
			}
			s.pass(30 * time.Second)
			if len(s.heard) != c.later {
				t.Errorf("heard %d later, want %d", len(s.heard), c.later)
			}
			paid := s.query("A_1_1", connectors.PaidPaid)
			for _, n := range s.heard {
				if n.ID == "" || n.ID != s.heard[0].ID || n.No != "A_1_1" || n.State != connectors.PaidPaid || n.AmountFen != c.amount || n.Receipt != paid.Receipt {
					t.Errorf("notice %+v, paid %+v", n, paid)
				}
			}
			if c.how == sandbox.Refuse != strings.HasPrefix(paid.Receipt, "RX") {
				t.Errorf("receipt %s", paid.Receipt)
			}
			if err := s.town.Press(t.Context(), "A_1_1", c.how); !errors.Is(err, sandbox.ErrNotPayable) {
				t.Errorf("paid twice: %v", err)
			}
			s.done("cashier.pay", 1)
		})
	}
}

func TestUnacknowledgedNoticeComesAgain(t *testing.T) {
	s := newShop(t)
	s.deaf = true
	s.create("A_1_1")
	if err := s.town.Press(t.Context(), "A_1_1", sandbox.Pay); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		s.pass(time.Minute)
	}
	if len(s.heard) != 3 || s.heard[0].ID != s.heard[2].ID {
		t.Errorf("heard %d notices", len(s.heard))
	}
	s.deaf = false
	s.pass(time.Hour)
	s.pass(time.Hour)
	if len(s.heard) != 4 {
		t.Errorf("heard %d notices, one acknowledged", len(s.heard))
	}
}

func TestClose(t *testing.T) {
	s := newShop(t)
	s.create("A_1_1")
	for range 2 {
		if p, err := s.Close(t.Context(), "A_1_1"); err != nil || p.State != connectors.PaidClosed {
			t.Errorf("close: %+v %v", p, err)
		}
	}
	if err := s.town.Press(t.Context(), "A_1_1", sandbox.Pay); !errors.Is(err, sandbox.ErrNotPayable) {
		t.Errorf("paid after closing: %v", err)
	}
	s.create("A_2_1")
	if err := s.town.Press(t.Context(), "A_2_1", sandbox.Never); err != nil {
		t.Fatal(err)
	}
	if p, err := s.Close(t.Context(), "A_2_1"); err != nil || p.State != connectors.PaidPaid || p.Receipt == "" {
		t.Errorf("close of a paid order: %+v %v", p, err)
	}
	s.create("A_3_1")
	s.pass(16 * time.Minute)
	if err := s.town.Press(t.Context(), "A_3_1", sandbox.Pay); !errors.Is(err, sandbox.ErrNotPayable) {
		t.Errorf("paid out of time: %v", err)
	}
}

func TestRefund(t *testing.T) {
	s := newShop(t)
	s.create("A_1_1")
	if _, err := s.Refund(t.Context(), "A_1_1", "A_1_1R1", 20000); !errors.Is(err, connectors.ErrRefused) {
		t.Errorf("refund of an unpaid order: %v", err)
	}
	if err := s.town.Press(t.Context(), "A_1_1", sandbox.Never); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if p, err := s.Refund(t.Context(), "A_1_1", "A_1_1R1", 20000); err != nil || p.State != connectors.PaidRefunding {
			t.Errorf("refund: %+v %v", p, err)
		}
	}
	if _, err := s.Refund(t.Context(), "A_1_1", "A_1_1R2", 1); !errors.Is(err, connectors.ErrRefused) {
		t.Errorf("refund of more than was paid: %v", err)
	}
	s.pass(2 * time.Second)
	s.query("A_1_1", connectors.PaidRefunded)
	if len(s.heard) != 1 || s.heard[0].State != connectors.PaidRefunded {
		t.Errorf("heard %+v", s.heard)
	}
	s.done("cashier.refund", 1)

	s.create("A_2_1")
	if err := s.town.Press(t.Context(), "A_2_1", sandbox.NoRefund); err != nil {
		t.Fatal(err)
	}
	_, err := s.Refund(t.Context(), "A_2_1", "A_2_1R1", 20000)
	var f *connectors.Fault
	if !errors.As(err, &f) || f.Family != "refund_only_offline" {
		t.Errorf("refund at the counter only: %v", err)
	}

	lines, err := s.Bill(t.Context(), "2026-03-04")
	if err != nil || len(lines) != 3 || lines[0].Kind != "pay" || lines[1].RefundNo != "A_1_1R1" || lines[2].No != "A_2_1" {
		t.Errorf("bill: %+v %v", lines, err)
	}
	if lines, err := s.Bill(t.Context(), "2026-03-05"); err != nil || len(lines) != 0 {
		t.Errorf("bill of another day: %+v %v", lines, err)
	}
}

// What gets lost on the way is unknown on an act and again on a query; the same call again does nothing twice.
func TestLost(t *testing.T) {
	const cut, fail, failAfter, unmapped = 14, 15, 16, 17
	s := newShop(t)
	for n, trap := range []int{cut, fail, failAfter, unmapped} {
		no := "A_" + string(rune('1'+n)) + "_1"
		s.town.Spring("cashier.create", trap, 1)
		_, err := s.Create(t.Context(), connectors.Order{No: no, AmountFen: 20000, Payee: "杭州市公安局交通警察支队", Subject: "3301061900123456", Return: "/"})
		if !errors.Is(err, connectors.ErrUnknown) {
			t.Errorf("create, trap %d: %v", trap, err)
		}
		s.create(no)
		s.town.Spring("cashier.query", trap, 1)
		if _, err := s.Query(t.Context(), no); !errors.Is(err, connectors.ErrAgain) || errors.Is(err, connectors.ErrUnknown) {
			t.Errorf("query, trap %d: %v", trap, err)
		}
		if err := s.town.Press(t.Context(), no, sandbox.Never); err != nil {
			t.Fatal(err)
		}
		s.town.Spring("cashier.refund", trap, 1)
		if _, err := s.Refund(t.Context(), no, no+"R1", 20000); !errors.Is(err, connectors.ErrUnknown) {
			t.Errorf("refund, trap %d: %v", trap, err)
		}
		if _, err := s.Refund(t.Context(), no, no+"R1", 20000); err != nil {
			t.Errorf("refund again: %v", err)
		}
	}
	s.done("cashier.refund", 4)
}

func TestHideUntilSeen(t *testing.T) {
	s := newShop(t)
	page := s.create("A_1_1").URL
	u, err := url.Parse(page)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Post("http://"+u.Host+"/admin/cashier", "application/json", strings.NewReader(`{"hide_until_seen":true}`))
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	s.query("A_1_1", connectors.PaidNotFound)
	if resp, err = client.Get(page); err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	s.query("A_1_1", connectors.PaidUnpaid)
}

// Row 3 of the threats: every changed field of a notice is noticed.
func TestForgedNotices(t *testing.T) {
	s := newShop(t)
	body := `{"notice_id":"N1","order_no":"A_1_1","state":"paid","amount_fen":20000,"receipt":"R1","paid_at":1}`
	notice := func(body string, key []byte, at time.Time) *http.Request {
		r := httptest.NewRequest(http.MethodPost, "/pay/sandbox", strings.NewReader(body))
		sign.Sign(r, []byte(body), "sandbox", key, at, "nonce")
		return r
	}
	read := func(r *http.Request) error {
		_, err := s.Notice(httptest.NewRecorder(), r)
		return err
	}
	if err := read(notice(body, secret, s.now())); err != nil {
		t.Errorf("honest: %v", err)
	}
	changed := func(old, new string) *http.Request {
		r := notice(body, secret, s.now())
		r.Body = io.NopCloser(bytes.NewReader([]byte(strings.Replace(body, old, new, 1))))
		return r
	}
	get := notice(body, secret, s.now())
	get.Method = http.MethodGet
	long := `{"notice_id":"` + strings.Repeat("x", 20<<10) + `","order_no":"A","state":"paid"}`
	for name, r := range map[string]*http.Request{
		"amount": changed("20000", "2"), "order": changed("A_1_1", "A_1_2"), "state": changed("paid", "closed"), "id": changed("N1", "N2"),
		"receipt": changed("R1", "R2"), "time": changed(`"paid_at":1`, `"paid_at":2`), "other secret": notice(body, []byte("other"), s.now()),
		"stale": notice(body, secret, s.now().Add(-6*time.Minute)), "from the future": notice(body, secret, s.now().Add(6*time.Minute)),
		"get": get, "unsigned": httptest.NewRequest(http.MethodPost, "/pay/sandbox", strings.NewReader(body)), "long": notice(long, secret, s.now()),
		"no notice": notice(`{"notice_id":"N1"}`, secret, s.now()), "no JSON": notice(`<xml>`, secret, s.now()),
	} {
		if err := read(r); !errors.Is(err, cashier.ErrNotice) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestUnsignedRequests(t *testing.T) {
	s := newShop(t)
	u, err := url.Parse(s.create("A_1_1").URL)
	if err != nil {
		t.Fatal(err)
	}
	stranger := cashier.New(cashier.Config{Base: "http://" + u.Host, Secret: []byte("other"), Now: s.now, Client: &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}})
	if _, err := stranger.Query(t.Context(), "A_1_1"); !errors.Is(err, connectors.ErrAgain) {
		t.Errorf("a stranger's query: %v", err)
	}
	if _, err := stranger.Refund(t.Context(), "A_1_1", "R", 1); !errors.Is(err, connectors.ErrUnknown) {
		t.Errorf("a stranger's refund: %v", err)
	}
}
