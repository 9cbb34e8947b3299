package sandbox

import (
	"crypto/rand"
	"time"
)

var identityRoutes = []route{
	{pattern: "POST /identity/v1/exchange", name: "identity.exchange", write: true, do: prove},
}

// proof is what a one-time code stands for.
type proof struct {
	IDNo  string `json:"id_no"`
	Level int    `json:"level"`
	At    int64  `json:"at"`
	Used  bool   `json:"used"`
}

// codeLives is how long a one-time code can be exchanged, levelHolds how long the level holds.
const (
	codeLives  = 5 * time.Minute
	levelHolds = 30 * time.Minute
)

const (
	codeUnknown = refused("CODE_UNKNOWN")
	codeUsed    = refused("CODE_USED")
)

// issue makes a one-time code for a citizen.
func (s *Sandbox) issue(t *tx, c Citizen, level int) string {
	code := rand.Text()
	t.put("code", code, proof{IDNo: c.IDNo, Level: level, At: s.now().UnixMilli()})
	return code
}

// prove turns a code into whom it stands for, once.
func prove(t *tx, a *asked) (data, error) {
	var p proof
	if !t.get("code", a.arg("code"), &p) || a.now.UnixMilli() > p.At+codeLives.Milliseconds() {
		return nil, codeUnknown
	}
	if p.Used {
		return nil, codeUsed
	}
	p.Used = true
	t.put("code", a.arg("code"), p)
	c, _ := citizen(p.IDNo)
	return data{"name": c.Name, "id_no": c.IDNo, "mobile": c.Mobile, "level": p.Level, "at": p.At,
		"until": p.At + levelHolds.Milliseconds()}, nil
}
