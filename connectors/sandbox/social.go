package sandbox

import (
	"fmt"
	"strings"
	"time"
)

var socialRoutes = []route{
	{pattern: "GET /social/v1/records", name: "social.record", do: contributions},
	{pattern: "GET /social/v1/relatives", name: "social.relatives", do: relatives},
}

// words are a text in both languages.
type words struct{ ZH, EN string }

var insurances = map[string]words{
	"pension": {"养老保险", "Pension insurance"}, "medical": {"医疗保险", "Medical insurance"},
	"unemployment": {"失业保险", "Unemployment insurance"}, "injury": {"工伤保险", "Work injury insurance"},
	"maternity": {"生育保险", "Maternity insurance"},
}

var spans = map[string]words{
	"last_12": {"近12个月", "Last 12 months"}, "this_year": {"今年", "This year"},
	"last_year": {"去年", "Last year"}, "all": {"全部", "All"},
}

// contributions are worked out from the clock: everyone is paid up to last month, but for those in gapsOf.
func contributions(t *tx, a *asked) (data, error) {
	insurance, ok := insurances[a.arg("type")]
	span, known := spans[a.arg("period")]
	if !ok || !known {
		return nil, badRequest
	}
	c, err := person(a, "id_no", "name")
	if err != nil {
		return nil, err
	}
	if ref := a.arg("for"); ref != "" {
		if c, ok = relative(c, ref); !ok {
			return nil, mismatch
		}
	}
	if region := a.arg("region"); region != "" && cityOf(region) != c.City {
		return nil, otherRegion
	}
	if !c.insured {
		return nil, noRecord
	}
	last := firstOfMonth(a.now).AddDate(0, -1, 0)
	since := firstOfMonth(a.now).AddDate(-c.n-2, -c.n, 0)
	from, till := spanOf(a.arg("period"), since, last)
	missed := gapsOf(c, last)
	months, gaps := []data{}, []string{}
	for m := till; !m.Before(from) && !m.Before(since); m = m.AddDate(0, -1, 0) {
		if missed[m.Format("2006-01")] {
			gaps = append(gaps, m.Format("2006-01"))
			continue
		}
		months = append(months, contribution(c, m))
	}
	total := (last.Year()-since.Year())*12 + int(last.Month()-since.Month()) + 1 - len(missed)
	state, stateZH, stateEN := "normal", "正常参保", "Insured"
	if c.Name == "赵国栋" {
		state, stateZH, stateEN = "retired", "已退休，按月领取养老金", "Retired, drawing a pension"
	}
	home := cities[c.City]
	out := data{
		"state": state, "state_text": stateZH, "state_text_en": stateEN,
		"insurance": insurance.ZH, "insurance_en": insurance.EN, "span": span.ZH, "span_en": span.EN,
		"months_paid": len(months), "months_total": total, "gap_months": len(gaps), "base_fen": baseOf(c),
		"since": since.Format("2006-01"), "last": last.Format("2006-01"),
		"employer": employers[c.n%len(employers)].ZH, "employer_en": employers[c.n%len(employers)].EN,
		"agency": home.zh + "市社会保险服务中心", "agency_en": home.en + " Social Insurance Service Center",
		"months": months[:min(len(months), 12)],
	}
	if len(gaps) > 0 {
		out["gaps"] = strings.Join(gaps, ", ")
	}
	if a.arg("type") == "pension" {
		out["balance_fen"] = baseOf(c) * 8 / 100 * int64(total)
	}
	return out, nil
}

// kin are who may act for whom: by the name of the one who acts, the name of the other and what they are.
var kin = map[string][]kinship{
	"张伟": {{"赵国栋", words{"岳父", "father-in-law"}}, {"王芳", words{"妻子", "wife"}}},
	"刘洋": {{"吴敏", words{"母亲", "mother"}}},
}

type kinship struct {
	name string
	is   words
}

// relatives are those who let a citizen look up their record. They go by a reference: their number is not told.
func relatives(t *tx, a *asked) (data, error) {
	c, err := person(a, "id_no", "name")
	if err != nil {
		return nil, err
	}
	people := []data{}
	for _, k := range kin[c.Name] {
		people = append(people, data{
			"ref": refOf(c, k.name), "name": k.name, "relation": k.is.ZH, "relation_en": k.is.EN, "until": a.now.AddDate(0, 6, 0).Format("2006-01-02"),
		})
	}
	return data{"people": people}, nil
}

// relative finds who a reference given to a citizen stands for.
func relative(c Citizen, ref string) (Citizen, bool) {
	for _, k := range kin[c.Name] {
		for _, other := range Citizens {
			if other.Name == k.name && refOf(c, k.name) == ref {
				return other, true
			}
		}
	}
	return Citizen{}, false
}

func refOf(c Citizen, name string) string {
	for _, other := range Citizens {
		if other.Name == name {
			return fmt.Sprintf("Q%02d%02d", c.n, other.n)
		}
	}
	return ""
}

var employers = []words{
	{"城东机械有限公司", "Chengdong Machinery Co., Ltd."}, {"西溪软件有限公司", "Xixi Software Co., Ltd."},
	{"第一人民医院", "First People's Hospital"}, {"育才中学", "Yucai Middle School"},
}

func baseOf(c Citizen) int64 { return 600000 + int64(c.n)*35000 }

func contribution(c Citizen, m time.Time) data {
	base := baseOf(c)
	return data{"month": m.Format("2006-01"), "base_fen": base, "personal_fen": base * 8 / 100, "employer_fen": base * 16 / 100,
		"state_text": "已到账", "state_text_en": "Received"}
}

// gapsOf are the months in which someone's contributions are missing.
func gapsOf(c Citizen, last time.Time) map[string]bool {
	missed := map[string]bool{}
	if c.Name == "李强" {
		for back := 3; back <= 5; back++ {
			missed[last.AddDate(0, -back, 0).Format("2006-01")] = true
		}
	}
	return missed
}

func spanOf(period string, since, last time.Time) (from, till time.Time) {
	now := last.AddDate(0, 1, 0)
	switch period {
	case "this_year":
		return time.Date(now.Year(), 1, 1, 0, 0, 0, 0, now.Location()), last
	case "last_year":
		first := time.Date(now.Year()-1, 1, 1, 0, 0, 0, 0, now.Location())
		return first, first.AddDate(0, 11, 0)
	case "all":
		return since, last
	}
	return last.AddDate(0, -11, 0), last
}

func firstOfMonth(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, t.Location())
}
