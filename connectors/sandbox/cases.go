package sandbox

import (
	"strconv"
	"time"
)

// kase is what was begun with an agency and moves on with time: received, accepted after a minute, handled after a
// day, done when it is due.
type kase struct {
	Number   string `json:"number"`
	Agency   string `json:"agency"` // exitentry, opinion, hotline
	At       int64  `json:"at"`
	Due      string `json:"due"`
	City     string `json:"city"`
	Dept     words  `json:"dept"`
	Reopened bool   `json:"reopened,omitempty"`
}

const (
	acceptedAfter = time.Minute
	handledAfter  = 24 * time.Hour
)

// newCase opens a case; prefix is that of its number.
func newCase(t *tx, a *asked, agency, prefix, region string, dept words, workdays int) kase {
	c := kase{Number: prefix + strconv.FormatInt(3300000000+t.next(agency), 10), Agency: agency, At: a.now.UnixMilli(),
		Due: day(workday(a.now, workdays)), City: cityOf(region), Dept: dept}
	if _, ok := cities[c.City]; !ok {
		c.City = "3301"
	}
	t.put("case", c.Number, c)
	return c
}

// founded are the cases the town was founded with, some days old on any day.
var founded = []struct {
	kase
	days int
}{
	{kase{Number: "CR3301100101", Agency: "exitentry", City: "3301", Dept: exitOffice}, 4},
	{kase{Number: "GD3301100201", Agency: "hotline", City: "3301", Dept: departments["noise"]}, 12},
	{kase{Number: "GD3301100202", Agency: "hotline", City: "3301", Dept: departments["parking"]}, 1},
	{kase{Number: "YJ3301100301", Agency: "opinion", City: "3301", Dept: planning}, 2},
}

// caseOf finds a case by its number.
func caseOf(t *tx, now time.Time, number string) (kase, bool) {
	var c kase
	if t.get("case", number, &c) {
		return c, true
	}
	for _, f := range founded {
		if f.Number == number {
			at := now.AddDate(0, 0, -f.days)
			f.At, f.Due = at.UnixMilli(), day(workday(at, 7))
			return f.kase, true
		}
	}
	return kase{}, false
}

// state is where a case stands now, and since when.
func (c kase) state(now time.Time) (code string, text words, since string) {
	begun := time.UnixMilli(c.At)
	age := now.Sub(begun)
	due, _ := time.ParseInLocation("2006-01-02", c.Due, shanghai)
	due = due.Add(9 * time.Hour)
	switch {
	case !now.Before(due):
		return "done", words{"已办结", "Done"}, minute(due.UnixMilli())
	case age >= handledAfter:
		return "handling", words{"办理中", "Being handled"}, minute(begun.Add(handledAfter).UnixMilli())
	case age >= acceptedAfter:
		return "accepted", words{"已受理", "Accepted"}, minute(begun.Add(acceptedAfter).UnixMilli())
	}
	return "received", words{"已接收", "Received"}, minute(c.At)
}

// data writes a case; due is the field its agency gives the promised date.
func (c kase) data(now time.Time, due string) data {
	code, text, since := c.state(now)
	return data{"number": c.Number, "state": code, "state_text": text.ZH, "state_text_en": text.EN, "since": since, due: c.Due,
		"department": c.Dept.ZH, "department_en": c.Dept.EN, "office": c.Dept.ZH, "office_en": c.Dept.EN}
}

// workday goes on by working days; the town knows weekends only.
func workday(t time.Time, n int) time.Time {
	for n > 0 {
		t = t.AddDate(0, 0, 1)
		if d := t.Weekday(); d != time.Saturday && d != time.Sunday {
			n--
		}
	}
	return t
}

var progressRoutes = []route{
	{pattern: "GET /progress/v1/cases/{number}", name: "progress.case", do: progress},
}

// progress tells of any case of the town by its number, whichever agency holds it.
func progress(t *tx, a *asked) (data, error) {
	number := a.arg("number")
	if p, ok := t.placeOf("booking", number); ok {
		r, _ := registryOf(p.Office)
		code, zh, en := p.state(a.now)
		return data{"number": number, "service": "婚姻登记预约", "service_en": "Marriage registration", "state": code, "state_text": zh,
			"state_text_en": en, "holder": r.name, "holder_en": r.nameEN, "since": minute(p.At), "due_on": p.Date,
			"next": "请双方按时到场，带好身份证件。", "next_en": "Both of you come in person with your identity cards."}, nil
	}
	c, ok := caseOf(t, a.now, number)
	if !ok {
		return nil, noRecord
	}
	out := c.data(a.now, "due_on")
	service := services[c.Agency]
	out["service"], out["service_en"] = service.ZH, service.EN
	out["holder"], out["holder_en"] = c.Dept.ZH, c.Dept.EN
	if out["state"] == "done" {
		out["next"], out["next_en"] = "已办结，如不满意可以要求重办或评价。", "Done. If you are not satisfied, ask for it to be reopened or rate it."
	}
	return out, nil
}

var services = map[string]words{
	"exitentry": {"港澳通行证续签", "Hong Kong and Macao permit"}, "opinion": {"意见建议", "Opinion"},
	"hotline": {"12345 诉求", "12345 request"},
}
