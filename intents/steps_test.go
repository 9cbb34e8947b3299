package intents

import (
	"fmt"
	"strings"
	"testing"
)

const registry = `
agency: registry
title: {zh: 民政局, en: Registry}
operations:
  quota:
    effect: read
    args: {from: date, office: {kind: text, optional: true}}
    answer:
      free:
        list:
          date: {kind: date, title: {zh: 日期, en: Date}}
          left: {kind: number, title: {zh: 余号, en: Left}}
          fee: {kind: amount, title: {zh: 工本费, en: Fee}, as: yuan}
    method: GET
    path: /quota
    query: {from: from, office: office}
  hold:
    effect: write
    args: {date: date}
    answer: {hold_no: text}
    lookup: held
    method: POST
    path: /holds
    body: {date: date, source: =banshi}
  held: {effect: read, args: {date: date}, answer: {hold_no: text}, method: GET, path: "/holds/{date}"}
  release: {effect: idempotent_write, args: {hold_no: text}, idempotency: natural, method: DELETE, path: "/holds/{hold_no}"}
  book:
    effect: idempotent_write
    args: {date: date, hold_no: text, count: {kind: number}}
    answer: {number: text, due: date}
    idempotency: body request_id
    method: POST
    path: /bookings
    headers: {X-Source: =banshi}
    body: {day: date, hold: hold_no, "party.count": {arg: count, as: number}}
    errors: {FULL: limits}
  progress: {effect: read, args: {number: text}, answer: {state: {kind: text, map: {"1": open}}}, method: GET, path: "/bookings/{number}"}
`

const booking = `
intent: booking
title: {zh: 登记预约, en: Book a registration}
assurance: L2
examples: {zh: [约登记], en: [book a day]}
slots:
  day: {kind: date, title: {zh: 日期, en: Date}, ask: {zh: 哪天以后, en: From which day?}}
  count: {kind: number, title: {zh: 人数, en: People}, prefill: "2", ask: {zh: 几个人, en: How many?}}
  reason: {kind: number, title: {zh: 原因, en: Reason}, when: pick.left < 3, optional: true, ask: {zh: 为什么, en: Why?}}
steps:
  - call: registry.quota
    with: {from: day + 2}
    as: quota
    fresh: 2m
    on: {agency_down: later, limits: {say: full, end: stop, human: true}}
  - choose: {from: quota.free, show: [date, left], ask: {zh: 哪一天, en: Which day?}, empty: full}
    as: pick
  - ask: [count, reason]
  - hold: registry.hold
    with: {date: pick.date}
    as: held
    release: registry.release
  - when: count in [1, 2] and not (pick.fee > 900)
    call: registry.book
    with: {date: pick.date, hold_no: held.hold_no, count: count}
    as: booked
    show: [pick.fee]
    button: {zh: 预约, en: Book}
    on: {limits: again quota, amount_changed: {again: true, from: quota}, other_region: go traffic_fine_pay}
  - case: {number: booked.number, due: booked.due, ask: registry.progress}
    as: ticket
  - when: count > 2
    go: traffic_fine_pay
  - say: done
    end: done
texts:
  full: {zh: 约满了。, en: All taken.}
  done: {zh: "约好了，{ticket.number}，{office.phone}。", en: "Booked: {ticket.number}, {office.phone}."}
`

func TestEveryStep(t *testing.T) {
	c := mustLoad(t, tiny(t,
		[3]string{"agencies/registry.yaml", "", registry}, [3]string{"services/booking.yaml", "", booking},
		[3]string{menu, "[traffic_fine_pay]", "[traffic_fine_pay, booking]"},
		[3]string{phrases, "problem.unreadable", dateProblems + "problem.range: {zh: 不对, en: range}\nproblem.whole: {zh: 整数, en: whole}\nproblem.unreadable"},
	), Options{})
	it, _ := c.Item("booking", "330100")
	var ids []string
	for _, s := range it.Steps {
		ids = append(ids, s.ID)
	}
	if got := strings.Join(ids, " "); got != "quota pick ask3 held booked ticket go7 say8" {
		t.Errorf("steps %s", got)
	}
	quota, pick, hold, book, ticket := it.Steps[0].Call, it.Steps[1].Choose, it.Steps[3].Call, it.Steps[4].Call, it.Steps[5].Case
	for _, c := range []struct {
		what      string
		got, want any
	}{
		{"fresh", quota.Fresh, int64(120000)},
		{"argument", quota.With[0].From.Source, "day + 2"},
		{"later", quota.On["agency_down"].Later, true},
		{"limits", fmt.Sprint(quota.On["limits"].Say, quota.On["limits"].End, quota.On["limits"].Human), "fullstoptrue"},
		{"choose", fmt.Sprint(pick.From.Source, pick.Show, pick.As, pick.Empty, pick.Ask.EN), "quota.free[date left]pickfullWhich day?"},
		{"hold", fmt.Sprint(hold.Hold, hold.Release, hold.As), "truereleaseheld"},
		{"book", fmt.Sprint(book.Hold, book.Settles, book.Button.EN, len(book.Show)), "falseBook1"},
		{"again", fmt.Sprint(book.On["limits"].Again, book.On["limits"].From, book.On["amount_changed"].From), "truequotaquota"},
		{"go", book.On["other_region"].Go, "traffic_fine_pay"},
		{"case", fmt.Sprint(ticket.Number.Source, ticket.Due.Source, ticket.Agency, ticket.Ask, ticket.As), "booked.numberbooked.dueregistryprogressticket"},
		{"say and end", it.Steps[7].Say + it.Steps[7].End, "donedone"},
		{"optional slot", it.Slots[2].Optional && it.Slots[2].When != nil, true},
	} {
		if fmt.Sprint(c.got) != fmt.Sprint(c.want) {
			t.Errorf("%s: %v, want %v", c.what, c.got, c.want)
		}
	}
	o, _ := c.Operation("registry", "book")
	if o.Key != "body:request_id" || o.HTTP.Headers[0] != (Place{Name: "X-Source", Const: "banshi"}) || o.HTTP.Body[2] != (Place{Name: "party.count", Arg: "count", As: "number"}) {
		t.Errorf("book: %+v", o)
	}
	if q, _ := c.Operation("registry", "quota"); len(q.Answer[0].List) != 3 || q.Answer[0].Kind != nil || q.Answer[0].List[2].As != "yuan" {
		t.Errorf("quota: %+v", q.Answer)
	}
}

// TestWorseSteps breaks the service of TestEveryStep.
func TestWorseSteps(t *testing.T) {
	for _, c := range []struct{ code, old, put string }{
		{"unknown_field", "from: quota.free", "from: quota"},
		{"unknown_field", "show: [date, left]", "show: [date, rest]"},
		{"unknown_text", "empty: full", "empty: none"},
		{"release", "    release: registry.release\n", ""},
		{"effect", "release: registry.release", "release: registry.held"},
		{"argument", "release: registry.release", "release: registry.book"},
		{"unknown_operation", "release: registry.release", "release: registry.free"},
		{"sort", "due: booked.due", "due: booked.number"},
		{"effect", "ask: registry.progress", "ask: registry.book"},
		{"argument", "ask: registry.progress", "ask: registry.quota"},
		{"missing", "amount_changed: {again: true, from: quota}", "amount_changed: {again: true}"},
		{"unknown_name", "limits: again quota", "limits: again quote"},
		{"show", "show: [pick.fee]", "show: [quota.free]"},
		{"sort", "count in [1, 2]", `count in ["a"]`},
		{"sort", "day + 2", "day * 2"},
		{"sort", "from: day + 2", "from: count"},
		{"unknown_field", "not (pick.fee > 900)", "not (pick.fees > 900)"},
		{"unknown_field", "not (pick.fee > 900)", "not (quota.free.fee > 900)"},
		{"sort", "not (pick.fee > 900)", "not pick.fee"},
		{"place", "约好了，{ticket.number}", "约好了，{quota.free}"},
	} {
		_, found := Load(tiny(t,
			[3]string{"agencies/registry.yaml", "", registry}, [3]string{"services/booking.yaml", "", strings.Replace(booking, c.old, c.put, 1)},
			[3]string{menu, "[traffic_fine_pay]", "[traffic_fine_pay, booking]"},
			[3]string{phrases, "problem.unreadable", dateProblems + "problem.range: {zh: 不对, en: range}\nproblem.whole: {zh: 整数, en: whole}\nproblem.unreadable"},
		), Options{})
		if len(found) == 0 || found[0].Code != c.code && found[len(found)-1].Code != c.code || found[0].File != "services/booking.yaml" {
			t.Errorf("%s %q: %v", c.code, c.put, found)
		}
	}
}
