package sandbox

import "time"

var exitentryRoutes = []route{
	{pattern: "GET /exitentry/v1/permits/{permit_no}", name: "exitentry.permit", do: permit},
	{pattern: "GET /exitentry/v1/quotes", name: "exitentry.quote", do: permitQuote},
	{pattern: "POST /exitentry/v1/applications", name: "exitentry.submit", keyed: "Idempotency-Key", write: true, do: apply},
	{pattern: "GET /exitentry/v1/permits/{permit_no}/application", name: "exitentry.submitted", keyed: "Idempotency-Key", lookup: true, do: applied},
	{pattern: "GET /exitentry/v1/applications/{number}", name: "exitentry.progress", do: caseRoute("exitentry", "due_on")},
}

var exitOffice = words{"出入境管理支队", "Exit and Entry Administration"}

// pass is a permit for Hong Kong and Macao.
type pass struct {
	holder  string
	state   string // valid, expired, lost
	days    int    // until it expires, or since
	refused words  // why it cannot be renewed here; zero if it can
}

var permits = map[string]pass{
	"C12345678": {holder: "张伟", state: "valid", days: 1500},
	"C23456789": {holder: "王芳", state: "valid", days: 20},
	"C34567890": {holder: "李强", state: "expired", days: -40},
	"CA1234567": {holder: "刘洋", state: "valid", days: 3000},
	"C45678901": {holder: "陈静", state: "lost", days: 700, refused: words{"该证件已挂失，须到窗口补领。", "This permit was reported lost; a new one must be applied for in person."}},
	"C56789012": {holder: "杨磊", state: "valid", days: 900, refused: words{"暂不能网上办理，请到窗口咨询。", "It cannot be renewed online for now; please ask at the office."}},
	"C67890123": {holder: "孙悦", state: "valid", days: 800, refused: words{"未满16周岁须由监护人陪同到窗口办理。", "Holders under 16 must come in person with a guardian."}},
	"C78901234": {holder: "吴敏", state: "valid", days: 400},
	"C89012345": {holder: "欧阳文博", state: "valid", days: 1200},
	"C90123456": {holder: "买买提·艾力", state: "valid", days: 1000},
}

// expiring is how near its end a permit is replaced together with the endorsement.
const expiring = 180

// endorsements are the fees by number of entries, for one destination.
var endorsements = map[string]int64{
	"": 0, "none": 0, "once": 1500, "twice": 3000, "multi_1y": 8000, "multi_2y": 12000, "multi_3y": 16000, "multi_long": 24000,
}

const (
	permitFee = 6000
	postage   = 2000
	permitDue = 7 // working days
)

func permitOf(number string) (pass, Citizen, bool) {
	p, ok := permits[number]
	if !ok && trapOf(number) != 0 {
		p, ok = pass{holder: "张伟", state: "valid", days: 1500}, true
	}
	for _, c := range Citizens {
		if c.Name == p.holder {
			return p, c, ok
		}
	}
	return p, Citizen{}, ok
}

func permit(t *tx, a *asked) (data, error) {
	number := a.arg("permit_no")
	p, c, ok := permitOf(number)
	if !ok {
		return nil, noRecord
	}
	if err := mine(a, c, "id_no", "name"); err != nil {
		return nil, err
	}
	home := cities[c.City]
	out := data{"permit_no": number, "state": p.state, "eligible": p.refused.ZH == "", "holder": masked(c.Name),
		"expires_on": day(a.now.AddDate(0, 0, p.days)), "expiring": p.days < expiring,
		"residence": home.zh + "市", "residence_en": home.en}
	if p.refused.ZH != "" {
		out["reason"], out["reason_en"] = p.refused.ZH, p.refused.EN
	}
	return out, nil
}

// mine holds the given identity against the holder; trap numbers belong to anyone.
func mine(a *asked, c Citizen, id, name string) error {
	if trapOf(a.arg("permit_no")) != 0 {
		return nil
	}
	if said := a.arg(id); said != "" && said != c.IDNo {
		return mismatch
	}
	if said := a.arg(name); said != "" && said != c.Name {
		return mismatch
	}
	return nil
}

func permitQuote(t *tx, a *asked) (data, error) {
	p, c, ok := permitOf(a.arg("permit_no"))
	hk, knownHK := endorsements[a.arg("hk")]
	macao, knownMacao := endorsements[a.arg("macao")]
	switch {
	case !ok:
		return nil, noRecord
	case !knownHK || !knownMacao:
		return nil, badRequest
	case hk+macao == 0:
		return nil, noPartial
	}
	var card, post int64
	if p.days < expiring {
		card = permitFee
	}
	if a.arg("delivery") == "post" {
		post = postage
	}
	home := cities[c.City]
	return data{"permit_fen": card, "hk_fen": hk, "macao_fen": macao, "post_fen": post, "total_fen": card + hk + macao + post,
		"days": permitDue, "payee": home.zh + "市公安局出入境管理支队", "payee_en": home.en + " Exit and Entry Administration"}, nil
}

func apply(t *tx, a *asked) (data, error) {
	number := a.arg("permit_no")
	t.try("exitentry.submit", number)
	p, c, ok := permitOf(number)
	var open string
	switch {
	case !ok:
		return nil, noRecord
	case p.refused.ZH != "":
		return nil, limit
	case refusedPayment(a.arg("payment_receipt")):
		return nil, closed
	case t.get("application", number, &open) && openCase(t, a.now, open):
		return nil, alreadyDone
	}
	if err := mine(a, c, "holder.id_no", "holder.name"); err != nil {
		return nil, err
	}
	opened := newCase(t, a, "exitentry", "CR", c.City, exitOffice, permitDue)
	t.put("application", number, opened.Number)
	t.put("application/"+a.key, number, opened.Number)
	t.done("exitentry.submit", number)
	return opened.data(a.now, "due_on"), nil
}

func openCase(t *tx, now time.Time, number string) bool {
	c, ok := caseOf(t, now, number)
	state, _, _ := c.state(now)
	return ok && state != "done"
}

func applied(t *tx, a *asked) (data, error) {
	var number string
	if !t.get("application/"+a.key, a.arg("permit_no"), &number) {
		return nil, noRecord
	}
	c, ok := caseOf(t, a.now, number)
	if !ok {
		return nil, noRecord
	}
	return c.data(a.now, "due_on"), nil
}

// caseRoute tells of an agency's own cases; due names the field of the promised date.
func caseRoute(agency, due string) func(*tx, *asked) (data, error) {
	return func(t *tx, a *asked) (data, error) {
		c, ok := caseOf(t, a.now, a.arg("number"))
		if !ok || c.Agency != agency {
			return nil, noRecord
		}
		out := c.data(a.now, due)
		if out["state"] == "done" && agency != "exitentry" {
			out["reply"], out["reply_en"] = "您反映的情况已核实处理，感谢您的来信。", "We have looked into it and dealt with it. Thank you for writing."
		}
		if agency == "hotline" {
			out["can_reopen"] = out["state"] == "done" && !c.Reopened
		}
		return out, nil
	}
}
