package bot

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strings"
	"time"

	"github.com/banshi-bot/banshi/intents"
	"github.com/banshi-bot/banshi/intents/value"
)

// withPerson keeps the bot silent while a person holds the conversation. Waiting in the queue, what else is
// asked is answered.
func (t *at) withPerson() bool { return t.c.Owner != "" && t.c.Owner != "?" }

// human hands over: to the queue where somebody is at the desk, else at once the telephone, the hours, and a
// written request with a number and a promised date.
func (t *at) human() {
	t.handover(t.top(), "asked")
}

func (t *at) handover(f *Frame, why string) {
	desk := ToDesk{Note: t.note(f), Why: why}
	if f != nil {
		desk.Intent = f.Intent
	}
	if t.e.Desk > 0 {
		if t.c.Owner != "?" {
			t.c.Owner, t.c.Since = "?", t.c.At
			t.emit(Do{Desk: &desk})
		}
		t.say(Reply{Kind: KindHandover, Text: t.phrase("human.queue", nil), Phrase: "human.queue", Choices: []Choice{t.button("leave", "leave_queue")}})
		return
	}
	desk.Number, desk.Due = t.requestNumber(), t.workday(1)
	t.emit(Do{Desk: &desk})
	office := t.office(f)
	t.say(Reply{Kind: KindHandover, Phrase: "human.away", Text: t.phrase("human.away", args{
		"office": office.name, "phone": office.phone, "hours": office.hours, "number": desk.Number, "due": desk.Due, "note": desk.Note,
	})})
}

// leaveQueue takes the wish for a person back; what is open goes on.
func (t *at) leaveQueue() {
	if t.c.Owner != "?" {
		t.stale()
		return
	}
	t.c.Owner, t.c.Since = "", 0
	t.tell("human.queue_left", nil)
	t.reask()
}

type officeText struct{ name, phone, hours string }

// office is whom to ring: of the service being served, else the hotline.
func (t *at) office(f *Frame) officeText {
	if f != nil {
		o := t.item(f).Office
		return officeText{o.Name.In(t.lang()), o.Phone, o.Hours.Said.In(t.lang())}
	}
	return officeText{t.phrase("human.hotline", nil), t.phrase("human.hotline_phone", nil), t.phrase("human.hotline_hours", nil)}
}

// note says what was filled in so far, masked, so that nothing is asked twice.
func (t *at) note(f *Frame) string {
	if f == nil {
		return t.phrase("human.note_none", nil)
	}
	v := t.view(f)
	var parts []string
	for _, name := range f.Order {
		if s, ok := v.item.Slot(name); ok {
			parts = append(parts, s.Title.In(t.lang())+" "+s.Kind.Mask(f.Slots[name], t.lang()))
		}
	}
	return strings.TrimSpace(v.item.Title.In(t.lang()) + " " + t.join(parts))
}

// requestNumber is the number of the written request that is filed next, or of an internal error.
func (t *at) requestNumber() string {
	return requestNumber(t.now(), t.c.ID, Key{Turn: t.c.Turn, I: len(t.out)})
}

// requestNumber is the day and 15 digits of what was asked where, in groups that can be read out on the phone. Of
// 200,000 numbers of one day two are the same once in 50,000 such days.
func requestNumber(day time.Time, conversation string, k Key) string {
	sum := sha256.Sum256([]byte(k.Name(conversation)))
	n := binary.BigEndian.Uint64(sum[:])
	return fmt.Sprintf("R%s-%05d-%05d-%05d", day.Format("20060102"), n/1e10%1e5, n/1e5%1e5, n%1e5)
}

func (t *at) now() time.Time {
	zone := t.when().Zone
	if zone == nil {
		zone = time.UTC
	}
	return time.UnixMilli(t.c.At).In(zone)
}

func (t *at) minute() int {
	n := t.now()
	return n.Hour()*60 + n.Minute()
}

// workday is the n-th working day from tomorrow on, written for a person.
func (t *at) workday(n int) string {
	d := t.now()
	for range 60 {
		d = d.AddDate(0, 0, 1)
		if value.Workday(d.Format("2006-01-02")) {
			if n--; n == 0 {
				break
			}
		}
	}
	return d.Format("2006-01-02")
}

// took gives the conversation to a person; the bot is silent from here on.
func (t *at) took(w Took) {
	t.c.Owner, t.c.Since = w.Operator, t.c.At
	t.say(Reply{Kind: KindNotice, Text: t.phrase("human.joined", args{"name": w.Operator}), Phrase: "human.joined", Who: w.Operator})
}

// wrote says a person's words.
func (t *at) wrote(w Wrote) {
	t.say(Reply{Kind: KindText, Text: w.Text, Phrase: "human.wrote", Who: w.Operator})
}

// released goes on with the bot, at the step where it stood.
func (t *at) released() {
	t.c.Owner, t.c.Since = "", 0
	t.tell("human.left", nil)
	t.reask()
}

// askRating asks for one of the five fixed levels, once a case.
func (t *at) askRating(f Frame) {
	t.c.Ask = "rate"
	t.c.Rate = &Rating{Intent: f.Intent, Region: f.Region, Case: f.Case}
	t.offerRating("rate.ask")
}

// offerRating offers the five levels.
func (t *at) offerRating(phrase string) {
	var choices []Choice
	for _, level := range []string{"5", "4", "3", "2", "1"} {
		choices = append(choices, t.button("rate:"+level, "rate"+level))
	}
	t.say(Reply{Kind: KindRating, Text: t.phrase(phrase, args{"title": t.title(t.c.Rate.Intent)}), Phrase: phrase, Choices: choices})
}

// ratesLate takes a rating that was asked for and comes after something else was done.
func (t *at) ratesLate(s Said) bool {
	if t.c.Rate == nil || t.top() != nil || t.c.Ask != "" {
		return false
	}
	said := intents.Fold(s.Text)
	for _, level := range []string{"1", "2", "3", "4", "5"} {
		if intents.Fold(t.phrase("button.rate"+level, nil)) == said {
			t.rated(level)
			return true
		}
	}
	return false
}

// related are the services worth naming once one is done.
func (t *at) related(intent, region string) []Choice {
	item, ok := t.book.Item(intent, region)
	if !ok {
		return nil
	}
	var out []Choice
	for _, id := range item.Related {
		if it, ok := t.book.Item(id, region); ok && it.Enabled && len(out) < 3 {
			out = append(out, t.service(id))
		}
	}
	return out
}

// rated keeps the level; the lower two open a work item due in 15 working days.
func (t *at) rated(level string) {
	r := t.c.Rate
	t.c.Ask, t.c.Rate = "", nil
	if r == nil || len(level) != 1 || level[0] < '1' || level[0] > '5' {
		t.stale()
		return
	}
	rated := *r
	rated.Level = int(level[0] - '0')
	if rated.Level <= 2 {
		rated.Due = t.workday(15)
	}
	t.emit(Do{Rate: &rated})
	if rated.Level <= 2 {
		t.tell("rate.sorry", args{"due": rated.Due, "phone": t.office(nil).phone})
	} else {
		t.tell("rate.thanks", nil, t.related(r.Intent, r.Region)...)
	}
	t.next()
}
