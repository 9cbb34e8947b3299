package e2e

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/bot/engine"
	"github.com/banshi-bot/banshi/store"
)

const (
	killsEnv = "BANSHI_KILLS" // how often the server is killed
	seedEnv  = "BANSHI_SEED"  // to see a run again, as far as two processes can be told to
)

func kills() int {
	if n, err := strconv.Atoi(os.Getenv(killsEnv)); err == nil {
		return n
	}
	if os.Getenv("BANSHI_CI") != "" {
		return 100
	}
	return 20
}

func seed(t *testing.T) uint64 {
	n, err := strconv.ParseUint(os.Getenv(seedEnv), 10, 64)
	if err != nil {
		n = rand.Uint64() >> 1
	}
	t.Logf("%s=%d", seedEnv, n)
	return n
}

// The server is killed again and again while citizens pay fines over the socket; the town lives on and counts.
func TestKilledAtAnyMoment(t *testing.T) {
	s, from := newSite(t), seed(t)
	all := s.gather(t, 6, from)
	s.killAgainAndAgain(rand.New(rand.NewPCG(from, 1<<32)), kills())
	last := s.start()
	last.serves(t)
	all.finish(t)
	all.leave()
	s.settled(t)
	if code := last.stop(t); code != 0 {
		t.Errorf("exit %d after SIGTERM", code)
	}
	s.judge(t, all.citizens)
}

func (s *site) killAgainAndAgain(r *rand.Rand, rounds int) {
	for round := range rounds {
		p := s.start()
		if round%10 != 9 { // now and then while it is still starting
			p.serves(s.t)
		}
		select {
		case <-p.gone:
			s.t.Fatalf("round %d: the server ended by itself: %v\n%s", round, p.cmd.ProcessState, tailOf(s.log))
		case <-time.After(time.Duration(20+r.IntN(600)) * time.Millisecond): // the moment of the kill
		}
		p.kill(s.t)
	}
}

// settled waits until no order is under way any more.
func (s *site) settled(t *testing.T) {
	t.Helper()
	waitFor(t, "every order is final", func() bool {
		st := s.open(t)
		defer st.Close()
		return len(unfinal(t, st)) == 0
	})
}

// waitFor asks for a condition at growing intervals, for things that cannot be waited for in another way.
func waitFor(t *testing.T, what string, ok func() bool) {
	t.Helper()
	limit := time.After(patience)
	for pause := 20 * time.Millisecond; !ok(); pause = min(2*pause, time.Second) {
		select {
		case <-limit:
			t.Fatalf("waited in vain: %s", what)
		case <-time.After(pause):
		}
	}
}

// keys are those the server's database is sealed under.
func (s *site) keys(t *testing.T) store.Keyring {
	t.Helper()
	keys, err := store.LoadKey(filepath.Join(s.dir, "keys", "master"))
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

// identify gives the id of a conversation, as the server does.
func (s *site) identify(t *testing.T, channel, account, subject string) string {
	t.Helper()
	keys := s.keys(t)
	return engine.New(engine.Config{Hash: func(parts ...string) []byte { return keys.Hash("engine", parts...) }}).Identify(channel, account, subject)
}

// open reads the server's database beside it.
func (s *site) open(t *testing.T) *store.Store {
	t.Helper()
	keys := s.keys(t)
	st, err := store.Open(context.Background(), store.Options{Path: filepath.Join(s.dir, "banshi.db"), Keys: keys, Sandbox: true, Access: store.Read})
	if err != nil {
		t.Fatal(err)
	}
	return st
}

func orders(t *testing.T, s *store.Store) []bot.Order {
	t.Helper()
	all, err := s.Orders(context.Background(), store.OrderFilter{Limit: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func unfinal(t *testing.T, s *store.Store) (out []bot.Order) {
	t.Helper()
	for _, o := range orders(t, s) {
		if !o.State.Final() {
			out = append(out, o)
		}
	}
	return out
}

// judge holds what the citizens saw, what the store keeps and what the town counted against each other.
func (s *site) judge(t *testing.T, citizens []*citizen) {
	t.Helper()
	st := s.open(t)
	defer st.Close()
	sound(t, st)
	entries, fines := 0, map[string]bool{}
	for _, c := range citizens {
		c.remembered(t, st)
		entries += len(c.log)
		for _, f := range c.fines {
			fines[f] = true
			if c.paid[f] != 1 {
				t.Errorf("fine %s has %d receipts", f, c.paid[f])
			}
		}
		t.Logf("citizen %d: %d fines, replies %v", c.n, len(c.fines), c.phrases)
	}
	for _, o := range orders(t, st) {
		if o.State != bot.Settled {
			t.Errorf("order %s is %s (%s)", o.No, o.State, o.Why)
		}
		if !fines[o.Bill] {
			t.Errorf("order %s pays %s a second time, or what nobody asked for", o.No, o.Bill)
		}
		delete(fines, o.Bill)
	}
	for f := range fines {
		t.Errorf("fine %s has no order", f)
	}
	settled := onceEach(t, s.acts(t))
	if want := len(orders(t, st)); settled != want {
		t.Errorf("the town booked %d fines, there are %d orders", settled, want)
	}
	t.Logf("%d entries, %d fines paid, every act done once", entries, settled)
}

// sound checks the invariants a database shows, and that its ledger is even.
func sound(t *testing.T, s *store.Store) {
	t.Helper()
	v, err := s.Verify(context.Background(), store.Bodies, func(f store.Finding) { t.Errorf("verify: %s", f) })
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("verified %+v", v)
	sums, err := s.LedgerSums(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	total := int64(0)
	for _, fen := range sums {
		total += fen
	}
	if total != 0 || sums[bot.Suspense] != 0 || sums[bot.RefundsPayable] != 0 || sums[bot.AgencyPayable] != 0 {
		t.Errorf("ledger: %v", sums)
	}
}

// remembered checks that the store holds exactly what the citizen was told: every message acknowledged once, at its
// place, and every reply as it was read.
func (c *citizen) remembered(t *testing.T, s *store.Store) {
	t.Helper()
	turns, err := s.Turns(context.Background(), c.conversation, 0, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	seq, said := int64(0), map[string]int64{}
	for i, turn := range turns {
		if turn.N != int64(i)+1 {
			t.Fatalf("citizen %d: turn %d is number %d", c.n, turn.N, i+1)
		}
		r, err := bot.UnpackRecord(turn.Body)
		if err != nil {
			t.Fatal(err)
		}
		if r.Said > 0 {
			seq++
			if _, twice := said[r.Event.MessageID()]; twice || r.Said != seq {
				t.Errorf("citizen %d: %s stands at %d, twice %v", c.n, r.Event.MessageID(), r.Said, twice)
			}
			said[r.Event.MessageID()] = r.Said
		}
		for _, n := range r.Replies {
			if seq++; n.Seq != seq {
				t.Errorf("citizen %d: reply %d is entry %d", c.n, n.Seq, seq)
			}
		}
	}
	if int64(len(c.log)) != seq {
		t.Errorf("citizen %d has read %d entries of %d", c.n, len(c.log), seq)
	}
	for id, at := range c.acked {
		if said[id] != at {
			t.Errorf("citizen %d: %s was acknowledged as entry %d, the store has it at %d", c.n, id, at, said[id])
		}
	}
}

// act is what the town did to one thing.
type act struct {
	Operation string
	Thing     string
	Tries     int64
	Done      int64
}

func (s *site) acts(t *testing.T) []act {
	t.Helper()
	resp, err := http.Get(s.town + "/admin/acts")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var got struct{ Data struct{ Acts []act } }
	if err := json.NewDecoder(resp.Body).Decode(&got); err != nil {
		t.Fatal(err)
	}
	return got.Data.Acts
}

// onceEach checks that nothing was done twice, and counts the fines booked.
func onceEach(t *testing.T, acts []act) (settled int) {
	t.Helper()
	for _, a := range acts {
		if a.Done > 1 {
			t.Errorf("%s of %s was done %d times", a.Operation, a.Thing, a.Done)
		}
		if a.Operation == "traffic.settle" {
			settled += int(a.Done)
		}
	}
	return settled
}
