package sandbox

import (
	"fmt"
	"time"
)

var marriageRoutes = []route{
	{pattern: "GET /marriage/v1/offices", name: "marriage.offices", do: offices},
	{pattern: "GET /marriage/v1/dates", name: "marriage.dates", do: freeDates},
	{pattern: "GET /marriage/v1/quota", name: "marriage.quota", do: quota},
	{pattern: "POST /marriage/v1/holds", name: "marriage.hold", keyed: "Idempotency-Key", write: true, do: hold},
	{pattern: "DELETE /marriage/v1/holds/{hold}", name: "marriage.release", write: true, do: release},
	{pattern: "POST /marriage/v1/bookings", name: "marriage.book", keyed: "Idempotency-Key", write: true, do: book},
	{pattern: "GET /marriage/v1/holds/{hold}/booking", name: "marriage.booked", keyed: "Idempotency-Key", lookup: true, do: booked},
	{pattern: "GET /marriage/v1/bookings/{number}", name: "marriage.booking", do: booking},
	{pattern: "DELETE /marriage/v1/bookings/{number}", name: "marriage.cancel", write: true, do: cancelBooking},
}

// registry is an office of marriage registration; size is how many couples it takes in half a day.
type registry struct {
	code, city         string
	name, nameEN       string
	address, addressEN string
	phone              string
	size               int
}

// registries are two in each city that have places, of which the second is small, and one that is always full.
var registries = []registry{
	{"330106-1", "3301", "西湖区婚姻登记处", "Xihu District Registry", "西湖区文二西路1号", "1 Wen'er West Road, Xihu District", "0571-85110001", 4},
	{"330102-1", "3301", "上城区婚姻登记处", "Shangcheng District Registry", "上城区望江路2号", "2 Wangjiang Road, Shangcheng District", "0571-85110002", 1},
	{"330108-1", "3301", "滨江区婚姻登记处", "Binjiang District Registry", "滨江区江南大道3号", "3 Jiangnan Avenue, Binjiang District", "0571-85110003", 0},
	{"410105-1", "4101", "金水区婚姻登记处", "Jinshui District Registry", "金水区东风路1号", "1 Dongfeng Road, Jinshui District", "0371-65110001", 4},
	{"410102-1", "4101", "中原区婚姻登记处", "Zhongyuan District Registry", "中原区桐柏路2号", "2 Tongbai Road, Zhongyuan District", "0371-65110002", 1},
	{"410104-1", "4101", "管城区婚姻登记处", "Guancheng District Registry", "管城区商城路3号", "3 Shangcheng Road, Guancheng District", "0371-65110003", 0},
	{"440304-1", "4403", "福田区婚姻登记处", "Futian District Registry", "福田区福民路1号", "1 Fumin Road, Futian District", "0755-85110001", 4},
	{"440305-1", "4403", "南山区婚姻登记处", "Nanshan District Registry", "南山区桃园路2号", "2 Taoyuan Road, Nanshan District", "0755-85110002", 1},
	{"440303-1", "4403", "罗湖区婚姻登记处", "Luohu District Registry", "罗湖区文锦中路3号", "3 Wenjin Middle Road, Luohu District", "0755-85110003", 0},
	{"110105-1", "1101", "朝阳区婚姻登记处", "Chaoyang District Registry", "朝阳区姚家园路1号", "1 Yaojiayuan Road, Chaoyang District", "010-85110001", 4},
	{"110108-1", "1101", "海淀区婚姻登记处", "Haidian District Registry", "海淀区东北旺南路2号", "2 Dongbeiwang South Road, Haidian District", "010-85110002", 1},
	{"110101-1", "1101", "东城区婚姻登记处", "Dongcheng District Registry", "东城区东四块玉南街3号", "3 Dongsikuaiyu South Street, Dongcheng District", "010-85110003", 0},
	{"310104-1", "3101", "徐汇区婚姻登记中心", "Xuhui District Registry", "徐汇区南宁路1号", "1 Nanning Road, Xuhui District", "021-65110001", 4},
	{"310106-1", "3101", "静安区婚姻登记中心", "Jing'an District Registry", "静安区胶州路2号", "2 Jiaozhou Road, Jing'an District", "021-65110002", 1},
	{"310115-1", "3101", "浦东新区婚姻登记中心", "Pudong New Area Registry", "浦东新区民生路3号", "3 Minsheng Road, Pudong New Area", "021-65110003", 0},
}

// The town takes bookings from tomorrow on, this many days ahead; regions allow less in their rules.
const bookingHorizon = 60

// holdFor is how long a place is kept for someone who has not booked it yet.
const holdFor = 10 * time.Minute

func registryOf(code string) (registry, bool) {
	for _, r := range registries {
		if r.code == code {
			return r, true
		}
	}
	return registry{}, false
}

func (r registry) data() data {
	return data{"office": r.code, "name": r.name, "name_en": r.nameEN, "address": r.address, "address_en": r.addressEN, "phone": r.phone,
		"hours": "每日 9:00–11:30，13:30–17:00", "hours_en": "Daily 9:00–11:30, 13:30–17:00"}
}

func offices(t *tx, a *asked) (data, error) {
	list := []data{}
	for _, r := range registries {
		if r.city == cityOf(a.arg("region")) {
			list = append(list, r.data())
		}
	}
	if len(list) == 0 {
		return nil, otherRegion
	}
	return data{"offices": list}, nil
}

// place is one taken place: held until Until, or booked under Number.
type place struct {
	Hold   string    `json:"hold"`
	Office string    `json:"office"`
	Date   string    `json:"date"`
	Period string    `json:"period"`
	Kind   string    `json:"kind"`
	Until  int64     `json:"until"`
	Number string    `json:"number,omitempty"`
	IDs    [2]string `json:"ids"`
	At     int64     `json:"at"` // booked at
}

// left counts the places of half a day.
func left(t *tx, a *asked, r registry, date, period string) int {
	n := r.size
	for _, p := range each[place](t, "place", r.code+"/"+date+"/"+period+"/") {
		if p.Number != "" || p.Until > a.now.UnixMilli() {
			n--
		}
	}
	return max(n, 0)
}

// openDay tells whether the registry takes bookings for a date at all.
func openDay(a *asked, date string) bool {
	d, err := time.ParseInLocation("2006-01-02", date, shanghai)
	if err != nil {
		return false
	}
	return day(a.now) < date && !d.After(a.now.AddDate(0, 0, bookingHorizon))
}

func freeDates(t *tx, a *asked) (data, error) {
	r, ok := registryOf(a.arg("office"))
	if !ok {
		return nil, noRecord
	}
	from := a.now.AddDate(0, 0, 1)
	if d, err := time.ParseInLocation("2006-01-02", a.arg("from"), shanghai); err == nil && d.After(from) {
		from = d
	}
	list := []data{}
	for d := from; len(list) < 10 && openDay(a, day(d)); d = d.AddDate(0, 0, 1) {
		am, pm := left(t, a, r, day(d), "am"), left(t, a, r, day(d), "pm")
		if am+pm > 0 {
			list = append(list, data{"date": day(d), "left": am + pm, "left_am": am, "left_pm": pm})
		}
	}
	return data{"dates": list}, nil
}

func quota(t *tx, a *asked) (data, error) {
	r, ok := registryOf(a.arg("office"))
	if !ok {
		return nil, noRecord
	}
	date := a.arg("date")
	if !openDay(a, date) {
		return nil, closed
	}
	am, pm := left(t, a, r, date, "am"), left(t, a, r, date, "pm")
	out := data{"left": am + pm, "left_am": am, "left_pm": pm, "name": r.name, "name_en": r.nameEN}
	for d := a.now.AddDate(0, 0, 1); r.size > 0 && openDay(a, day(d)); d = d.AddDate(0, 0, 1) {
		if left(t, a, r, day(d), "am")+left(t, a, r, day(d), "pm") > 0 {
			out["next"] = day(d)
			break
		}
	}
	return out, nil
}

func hold(t *tx, a *asked) (data, error) {
	r, ok := registryOf(a.arg("office"))
	date, period := a.arg("date"), a.arg("period")
	slot := a.arg("office") + "/" + date + "/" + period
	t.try("marriage.hold", slot+"/"+a.key)
	switch {
	case !ok:
		return nil, noRecord
	case !openDay(a, date):
		return nil, closed
	case period != "am" && period != "pm" || a.key == "":
		return nil, badRequest
	case left(t, a, r, date, period) == 0:
		return nil, limit
	}
	p := place{Hold: fmt.Sprintf("ZL%d", t.next("hold")), Office: r.code, Date: date, Period: period, Kind: a.arg("kind"),
		Until: a.now.Add(holdFor).UnixMilli()}
	t.putPlace(p)
	t.done("marriage.hold", slot+"/"+a.key)
	return data{"hold": p.Hold, "until": minute(p.Until)}, nil
}

// putPlace writes a place where left counts it, and where its hold and its number find it.
func (t *tx) putPlace(p place) {
	id := p.Office + "/" + p.Date + "/" + p.Period + "/" + p.Hold
	t.put("place", id, p)
	t.put("hold", p.Hold, id)
	if p.Number != "" {
		t.put("booking", p.Number, id)
	}
}

// placeOf finds a place by its hold or by its number.
func (t *tx) placeOf(kind, id string) (p place, ok bool) {
	var at string
	ok = t.get(kind, id, &at) && t.get("place", at, &p)
	return p, ok
}

func (t *tx) dropPlace(p place) {
	t.drop("place", p.Office+"/"+p.Date+"/"+p.Period+"/"+p.Hold)
	for _, id := range p.IDs {
		if id != "" {
			t.drop("couple", id)
		}
	}
}

func release(t *tx, a *asked) (data, error) {
	p, ok := t.placeOf("hold", a.arg("hold"))
	if ok && p.Number != "" {
		return nil, alreadyDone
	}
	if ok {
		t.dropPlace(p)
	}
	return data{"state": "released"}, nil
}

func book(t *tx, a *asked) (data, error) {
	first, second := a.arg("first.id_no"), a.arg("second.id_no")
	thing := a.arg("hold")
	t.try("marriage.book", thing)
	p, ok := t.placeOf("hold", thing)
	switch {
	case !ok || p.Number == "" && p.Until <= a.now.UnixMilli():
		return nil, closed // the hold ran out
	case p.Number != "":
		return nil, alreadyDone
	case len(first) != 18 || len(second) != 18 || first == second:
		return nil, mismatch
	case a.arg("kind") == "marriage" && (tooYoung(first, a.now) || tooYoung(second, a.now)):
		return nil, limit
	}
	for n, id := range []string{first, second} {
		name := a.arg([]string{"first.name", "second.name"}[n])
		if c, known := citizen(id); known && c.Name != "测试" && c.Name != name {
			return nil, mismatch
		}
		var number string
		if t.get("couple", id, &number) {
			return nil, alreadyDone
		}
	}
	p.Number, p.IDs, p.At = fmt.Sprintf("HY%d", 330000+t.next("booking")), [2]string{first, second}, a.now.UnixMilli()
	t.putPlace(p)
	t.put("couple", first, p.Number)
	t.put("couple", second, p.Number)
	t.done("marriage.book", thing)
	return p.data(), nil
}

// tooYoung holds an ID number against the ages of the law: men 22, women 20.
func tooYoung(id string, now time.Time) bool {
	born, err := time.ParseInLocation("20060102", id[6:14], shanghai)
	if err != nil {
		return true
	}
	years := 20
	if (id[16]-'0')%2 == 1 {
		years = 22
	}
	return born.AddDate(years, 0, 0).After(now)
}

func (p place) data() data {
	r, _ := registryOf(p.Office)
	zh, en := "上午 9:30", "Morning, 9:30"
	if p.Period == "pm" {
		zh, en = "下午 14:30", "Afternoon, 14:30"
	}
	return data{"number": p.Number, "office": p.Office, "name": r.name, "name_en": r.nameEN, "address": r.address, "address_en": r.addressEN,
		"date": p.Date, "period": p.Period, "period_text": zh, "period_text_en": en}
}

func booked(t *tx, a *asked) (data, error) {
	p, ok := t.placeOf("hold", a.arg("hold"))
	if !ok || p.Number == "" {
		return nil, noRecord
	}
	return p.data(), nil
}

func booking(t *tx, a *asked) (data, error) {
	p, ok := t.placeOf("booking", a.arg("number"))
	if !ok {
		return nil, noRecord
	}
	out := p.data()
	out["state"], out["state_text"], out["state_text_en"] = p.state(a.now)
	return out, nil
}

func (p place) state(now time.Time) (code, zh, en string) {
	switch {
	case day(now) > p.Date:
		return "over", "预约日期已过", "The date has passed"
	case day(now) == p.Date:
		return "today", "今天办理，请带好证件", "Today; bring your documents"
	}
	return "booked", "预约成功", "Booked"
}

func cancelBooking(t *tx, a *asked) (data, error) {
	number := a.arg("number")
	t.try("marriage.cancel", number)
	out := data{"state": "cancelled", "state_text": "已取消", "state_text_en": "Cancelled"}
	var gone bool
	if t.get("cancelled", number, &gone) {
		return out, nil
	}
	p, ok := t.placeOf("booking", number)
	switch {
	case !ok:
		return nil, noRecord
	case day(a.now) >= p.Date:
		return nil, closed
	}
	t.dropPlace(p)
	t.put("cancelled", number, true)
	t.done("marriage.cancel", number)
	return out, nil
}
