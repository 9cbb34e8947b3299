package sandbox

import (
	"crypto/sha256"
	"encoding/hex"
)

var opinionRoutes = []route{
	{pattern: "POST /opinion/v1/opinions", name: "opinion.submit", keyed: "body:request_id", write: true, do: submitOpinion},
	{pattern: "GET /opinion/v1/opinions/{number}", name: "opinion.progress", do: caseRoute("opinion", "reply_by")},
}

var hotlineRoutes = []route{
	{pattern: "POST /hotline/v1/tickets", name: "hotline.submit", keyed: "X-Request-Id", write: true, do: submitTicket},
	{pattern: "GET /hotline/v1/tickets/submitted", name: "hotline.submitted", keyed: "X-Request-Id", lookup: true, do: submitted},
	{pattern: "GET /hotline/v1/tickets/{number}", name: "hotline.progress", do: caseRoute("hotline", "due_on")},
	{pattern: "POST /hotline/v1/tickets/{number}/reopen", name: "hotline.reopen", keyed: "X-Request-Id", write: true, do: reopen},
}

var planning = words{"市发展和改革委员会", "Development and Reform Commission"}

// departments take requests by category; others go to the mayor's office.
var departments = map[string]words{
	"noise": {"市生态环境局", "Ecology and Environment Bureau"}, "parking": {"市公安局交通警察支队", "Traffic Police"},
	"utilities": {"市城乡建设局", "Housing and Construction Bureau"}, "water": {"市水务集团", "Water Group"},
	"market": {"市市场监督管理局", "Market Supervision Bureau"}, "consumer": {"市市场监督管理局", "Market Supervision Bureau"},
	"sanitation": {"市城市管理局", "Urban Management Bureau"}, "city": {"市城市管理局", "Urban Management Bureau"},
	"traffic": {"市公安局交通警察支队", "Traffic Police"}, "property": {"市住房保障和房产管理局", "Housing Security Bureau"},
	"labour":      {"市人力资源和社会保障局", "Human Resources and Social Security Bureau"},
	"environment": {"市生态环境局", "Ecology and Environment Bureau"}, "transport": {"市交通运输局", "Transport Bureau"},
	"education": {"市教育局", "Education Bureau"}, "health": {"市卫生健康委员会", "Health Commission"},
}

var mayorsOffice = words{"市政府办公厅", "General Office of the Municipal Government"}

// Working days in which a reply is promised.
const (
	opinionDue = 15
	enquiryDue = 2
	requestDue = 5
)

func submitOpinion(t *tx, a *asked) (data, error) {
	thing := thingOf(a.arg("text"))
	t.try("opinion.submit", thing)
	if a.arg("text") == "" || a.key == "" {
		return nil, badRequest
	}
	dept, ok := departments[a.arg("topic")]
	if !ok {
		dept = planning
	}
	c := newCase(t, a, "opinion", "YJ", a.arg("region"), dept, opinionDue)
	t.done("opinion.submit", thing)
	return c.data(a.now, "reply_by"), nil
}

func submitTicket(t *tx, a *asked) (data, error) {
	thing := thingOf(a.arg("text"))
	t.try("hotline.submit", thing)
	if a.arg("text") == "" || a.key == "" {
		return nil, badRequest
	}
	dept, ok := departments[a.arg("category")]
	if !ok {
		dept = mayorsOffice
	}
	workdays := requestDue
	if a.arg("category") == "enquiry" {
		workdays = enquiryDue
	}
	c := newCase(t, a, "hotline", "GD", a.arg("region"), dept, workdays)
	t.put("ticket", a.key, c.Number)
	t.done("hotline.submit", thing)
	return c.data(a.now, "due_on"), nil
}

func submitted(t *tx, a *asked) (data, error) {
	var number string
	if !t.get("ticket", a.key, &number) {
		return nil, noRecord
	}
	c, ok := caseOf(t, a.now, number)
	if !ok {
		return nil, noRecord
	}
	return c.data(a.now, "due_on"), nil
}

func reopen(t *tx, a *asked) (data, error) {
	number := a.arg("number")
	t.try("hotline.reopen", number)
	c, ok := caseOf(t, a.now, number)
	state, _, _ := c.state(a.now)
	switch {
	case !ok || c.Agency != "hotline":
		return nil, noRecord
	case c.Reopened:
		return nil, limit
	case state != "done":
		return nil, closed
	}
	c.Reopened, c.At, c.Due = true, a.now.UnixMilli(), day(workday(a.now, requestDue))
	t.put("case", number, c)
	t.done("hotline.reopen", number)
	return c.data(a.now, "due_on"), nil
}

// thingOf names a text among the acts without keeping it.
func thingOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:8])
}
