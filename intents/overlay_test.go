package intents

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
)

// marriage is a service with much to override, over the agency of testdata/tiny.
const marriage = `
intent: marriage_appointment
title: {zh: 婚姻登记预约, en: Book a marriage registration}
assurance: L2
examples: {zh: [预约结婚登记], en: [book a marriage registration]}
slots:
  date: {kind: date, title: {zh: 日期, en: Date}, min: "+2d", max: rules.horizon, workdays: true, ask: {zh: 哪天, en: Which day?}}
  period:
    kind: choice
    title: {zh: 时段, en: Time}
    ask: {zh: 上午还是下午, en: Morning or afternoon?}
    options:
      am: {zh: 上午, en: morning}
      pm: {zh: 下午, en: afternoon, also: {zh: [午后]}}
steps:
  - ask: [date, period]
  - {id: notice, say: come}
  - {id: bye, when: rules.rings, say: rings}
texts:
  come: {zh: 请准时到场。, en: Please be on time.}
  rings: {zh: 带上戒指。, en: Bring rings.}
rules:
  horizon: {value: "+30d", source: 公告, as_of: "2026-01-01"}
  age_m: {value: 22, source: 民法典第一千零四十七条, as_of: "2026-01-01", final: true}
  rings: {value: false, source: 公告, as_of: "2026-01-01"}
related: [traffic_fine_pay]
office: {phone: "12345", hours: {mon: 09:00-12:00}}
`

// province overlays marriage from the province down to a district.
const province = `
region: "330000"
services:
  marriage_appointment: {rules: {horizon: {value: "+60d"}}}
cities:
  "330100":
    services:
      marriage_appointment:
        slots: {period: {options: {noon: {zh: 中午, en: noon}}}, date: {min: "+1d"}}
        steps: [{id: notice, say: bring}]
        texts: {bring: {zh: 请带身份证。, en: Bring your ID card.}}
        related: {$append: [other], $remove: [traffic_fine_pay]}
    districts:
      "330102":
        services:
          marriage_appointment: {office: {phone: "0571-1", hours: {sat: 09:00-12:00}}, slots: {period: {options: {pm: null}}}}
  "330200":
    services: {marriage_appointment: {enabled: false}}
  "330300":
    services:
      marriage_appointment:
        - {valid_to: "2026-03-31", blackout: ["23:30-00:30"]}
        - {valid_from: "2026-04-01", blackout: ["22:00-23:00"]}
`

func overlaid(t testing.TB, edits ...[3]string) fstest.MapFS {
	other := strings.NewReplacer("marriage_appointment", "other", "婚姻登记预约", "其他", "Book a marriage registration", "Other",
		"预约结婚登记", "别的事", "book a marriage registration", "something else").Replace(marriage)
	return tiny(t, append([][3]string{
		{"services/marriage_appointment.yaml", "", marriage},
		{"services/other.yaml", "", other},
		{"regions/33.yaml", "", province},
		{"services/traffic_fine_pay.yaml", "rating: true", "rating: true\noffice: {phone: \"12345\"}"},
		{"menu.yaml", "[traffic_fine_pay]", "[traffic_fine_pay, marriage_appointment, other]"},
		{"phrases.yaml", "problem.unreadable", dateProblems + "problem.unreadable"},
	}, edits...)...)
}

const dateProblems = `problem.past: {zh: 过去了, en: past}
problem.future: {zh: 太晚, en: future}
problem.too_early: {zh: 太早, en: too early}
problem.too_late: {zh: 太晚, en: too late}
problem.not_workday: {zh: 不上班, en: closed}
problem.no_such_day: {zh: 没有这天, en: no such day}
problem.ambiguous: {zh: 哪个, en: which}
problem.not_offered: {zh: 没有, en: not offered}
`

func TestOverlays(t *testing.T) {
	c := mustLoad(t, overlaid(t), Options{Today: "2026-03-04"})
	item := func(region string) *Item {
		it, ok := c.Item("marriage_appointment", region)
		if !ok {
			t.Fatalf("no item in %s", region)
		}
		return it
	}
	show := func(it *Item) string {
		date, _ := it.Slot("date")
		period, _ := it.Slot("period")
		var options, says []string
		for _, o := range period.Params.Options {
			options = append(options, o.Value)
		}
		for _, s := range it.Steps[1:] {
			says = append(says, s.Say)
		}
		return fmt.Sprint(date.Params.Min, date.Params.Max, options, says, it.Related, it.Office.Phone, it.Office.Hours.Days[6], it.Enabled, it.Blackout)
	}
	for _, c := range []struct{ region, want string }{
		{"330100", "+1d+60d[am pm noon][bring rings][other]12345[]true[]"},
		{"330102", "+1d+60d[am noon][bring rings][other]0571-1[{540 720}]true[]"},
		{"330106", "+1d+60d[am pm noon][bring rings][other]12345[]true[]"}, // a district without changes: its city's
		{"330200", "+2d+60d[am pm][come rings][traffic_fine_pay]12345[]false[]"},
		{"330300", "+2d+60d[am pm][come rings][traffic_fine_pay]12345[]true[{1410 30}]"},
	} {
		if got := strings.ReplaceAll(show(item(c.region)), " ", " "); normal(got) != normal(c.want) {
			t.Errorf("%s: %s, want %s", c.region, got, c.want)
		}
	}
	if item("330102").Region != "330102" || item("330106").Region != "330100" {
		t.Error("regions of items")
	}
	if where := strings.Join(c.Where("marriage_appointment"), " "); where != "330100 330102 330300" {
		t.Errorf("offered in %s", where)
	}
	a, _ := c.Item("other", "330100")
	b, _ := c.Item("other", "330300")
	if a.Intent != b.Intent || a.Digest != b.Digest {
		t.Error("regions that change nothing share no intent")
	}
}

func normal(s string) string { return strings.ReplaceAll(s, " ", "") }

func TestDated(t *testing.T) {
	files := overlaid(t)
	blackout := func(today string) (string, string) {
		it, _ := mustLoad(t, files, Options{Today: today}).Item("marriage_appointment", "330300")
		return fmt.Sprint(it.Blackout), it.Digest
	}
	var digests []string
	for _, c := range []struct{ today, want string }{
		{"2026-03-31", "[{1410 30}]"}, {"2026-04-01", "[{1320 1380}]"}, {"", "[{1320 1380}]"},
	} {
		got, digest := blackout(c.today)
		if got != c.want {
			t.Errorf("on %q: %s, want %s", c.today, got, c.want)
		}
		digests = append(digests, digest)
	}
	for _, digest := range digests {
		it, ok := Pin(files, "marriage_appointment", "330300", digest)
		if !ok || it.Digest != digest {
			t.Errorf("pin %s: %v", digest, ok)
		}
	}
	if _, ok := Pin(files, "marriage_appointment", "330300", "none"); ok {
		t.Error("pinned what never was")
	}
}

func TestOrigin(t *testing.T) {
	c := mustLoad(t, overlaid(t), Options{Today: "2026-03-04"})
	from := map[string]string{}
	for _, o := range c.Origin("marriage_appointment", "330102") {
		from[o.Path] = fmt.Sprintf("%s:%d", o.File, o.Line)
	}
	for _, c := range []struct{ path, want string }{
		{"title.zh", "services/marriage_appointment.yaml:3"},
		{"slots.date.max", "services/marriage_appointment.yaml:7"},
		{"slots.date.min", "regions/33.yaml:9"},
		{"slots.period.options.noon.en", "regions/33.yaml:9"},
		{"rules.horizon.value", "regions/33.yaml:4"},
		{"rules.horizon.source", "services/marriage_appointment.yaml:23"},
		{"steps[notice].say", "regions/33.yaml:10"},
		{"steps[bye].when", "services/marriage_appointment.yaml:18"},
		{"related[0]", "regions/33.yaml:12"},
		{"office.phone", "regions/33.yaml:16"},
		{"office.hours.mon", "services/marriage_appointment.yaml:27"},
	} {
		if from[c.path] != c.want {
			t.Errorf("%s comes from %s, want %s", c.path, from[c.path], c.want)
		}
	}
	if _, ok := from["slots.period.options.pm.zh"]; ok {
		t.Error("what was deleted has an origin")
	}
}

func TestFinal(t *testing.T) {
	rules := "services/marriage_appointment.yaml"
	for _, c := range []struct {
		name string
		edit [3]string
		want string // the fault, "" for none
	}{
		{"a final rule", [3]string{region, `{value: "+60d"}}`, `{value: "+60d"}, age_m: {value: 20}}`}, `rules.age_m is final`},
		{"deleted", [3]string{region, `{value: "+60d"}}`, `{value: "+60d"}, age_m: null}`}, `rules.age_m is final`},
		{"made final by the province", [3]string{region, `{rules: {horizon: {value: "+60d"}}}`, `{slots: {date: {final: true}}}`}, `slots.date is final`},
		{"a service that is final whole", [3]string{rules, "assurance: L2", "assurance: L2\nfinal: true"}, `the service is final`},
		{"the same again", [3]string{region, `{value: "+60d"}}`, `{value: "+60d"}, age_m: {value: 22}}`}, ""},
	} {
		_, found := Load(overlaid(t, c.edit), Options{Today: "2026-03-04"})
		var told []string
		for _, f := range found {
			if f.Code == "final" {
				told = append(told, f.Text)
			}
		}
		if (len(told) > 0) != (c.want != "") || c.want != "" && !strings.Contains(strings.Join(told, "\n"), c.want) {
			t.Errorf("%s: %q, want %q (%v)", c.name, told, c.want, found)
		}
	}
}

func TestMunicipality(t *testing.T) {
	c := mustLoad(t, overlaid(t, [3]string{"regions/11.yaml", "", `
region: "110000"
services: {marriage_appointment: {office: {phone: "010-1"}}}
districts: {"110105": {services: {marriage_appointment: {office: {phone: "010-2"}}}}}
`}, [3]string{"regions/cn.yaml", "", `
region: cn
services: {marriage_appointment: {assurance: L3}}
`}), Options{Today: "2026-03-04"})
	for _, c2 := range []struct{ region, phone string }{{"110000", "010-1"}, {"110101", "010-1"}, {"110105", "010-2"}, {"330100", "12345"}} {
		it, ok := c.Item("marriage_appointment", c2.region)
		if !ok || it.Office.Phone != c2.phone || it.Assurance != 3 {
			t.Errorf("%s: %+v", c2.region, it)
		}
	}
	if _, ok := c.Item("marriage_appointment", "440100"); ok {
		t.Error("offered where nobody offers it")
	}
}
