package sandbox

import (
	"context"
	"encoding/json"
	"net/http"
	"sync"
)

// faults are traps set by the administrator for the next calls of an operation, whatever their values.
type faults struct {
	mu  sync.Mutex
	set map[string]fault
}

type fault struct {
	Operation string `json:"operation"` // as in traffic.settle
	Trap      trap   `json:"trap"`      // 0 clears
	Times     int    `json:"times"`
}

func (f *faults) put(one fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.set == nil {
		f.set = map[string]fault{}
	}
	f.set[one.Operation] = one
}

// take uses up one time of a fault.
func (f *faults) take(operation string) trap {
	f.mu.Lock()
	defer f.mu.Unlock()
	one, ok := f.set[operation]
	if !ok || one.Times <= 0 {
		return 0
	}
	one.Times--
	f.set[operation] = one
	return one.Trap
}

// Act is what was done to one thing: done beyond 1 means an act was done twice.
type Act struct {
	Operation string `json:"operation"`
	Thing     string `json:"thing"` // a decision, bill, hold or order number; of texts a digest
	Tries     int64  `json:"tries"`
	Done      int64  `json:"done"`
}

// Acts lists every act that was tried since the town was founded.
func (s *Sandbox) Acts(ctx context.Context) ([]Act, error) {
	var all []Act
	err := s.memory.do(ctx, func(t *tx) error {
		rows, err := t.sql.QueryContext(ctx, `select operation, thing, tries, done from act order by operation, thing`)
		check(err)
		defer rows.Close()
		for rows.Next() {
			var a Act
			check(rows.Scan(&a.Operation, &a.Thing, &a.Tries, &a.Done))
			all = append(all, a)
		}
		return rows.Err()
	})
	return all, err
}

// Spring sets a trap (docs/sandbox.md) for the next calls of an operation, whatever they ask about; trap 0 clears it.
func (s *Sandbox) Spring(operation string, number, times int) {
	s.faults.put(fault{Operation: operation, Trap: trap(number), Times: times})
}

// adminRoutes serve tests and operators on loopback only.
func (s *Sandbox) adminRoutes(mux *http.ServeMux) {
	mux.Handle("GET /admin/acts", onLoopback(func(w http.ResponseWriter, r *http.Request) {
		acts, err := s.Acts(r.Context())
		if err != nil {
			s.fail(w, "admin.acts", err)
			return
		}
		reply(w, "", data{"acts": acts})
	}))
	mux.Handle("POST /admin/faults", onLoopback(func(w http.ResponseWriter, r *http.Request) {
		var f fault
		if !decode(w, r, &f) || f.Operation == "" || f.Trap < 0 || f.Trap > trapLast {
			reply(w, badRequest, nil)
			return
		}
		s.faults.put(f)
		reply(w, "", nil)
	}))
	mux.Handle("POST /admin/cashier", onLoopback(s.setCashier))
	mux.Handle("POST /admin/pay", onLoopback(s.pressed))
}

func onLoopback(h http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !local(r.RemoteAddr) {
			http.Error(w, "loopback only", http.StatusForbidden)
			return
		}
		h(w, r)
	})
}

// decode reads a small JSON body; false where it is none.
func decode(w http.ResponseWriter, r *http.Request, into any) bool {
	return json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody)).Decode(into) == nil
}
