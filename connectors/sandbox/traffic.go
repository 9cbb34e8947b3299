package sandbox

import (
	"fmt"
	"strings"
	"time"
)

var trafficRoutes = []route{
	{pattern: "GET /traffic/v1/decisions/{number}", name: "traffic.decision", do: decision},
	{pattern: "POST /traffic/v1/settlements", name: "traffic.settle", write: true, prices: true, do: settleFine},
	{pattern: "GET /traffic/v1/decisions/{number}/settlement", name: "traffic.settlement", lookup: true, do: settlement},
	{pattern: "GET /traffic/v1/violations", name: "traffic.violations", do: violations},
}

// fine is a penalty decision as the town was founded with it.
type fine struct {
	plate     string
	fen       int64
	surcharge int64
	points    int
	days      int    // the offence was so many days ago
	clock     string // at that time
	place, en string
	act       offence
	paid      bool // before the town was founded
}

type offence struct{ zh, en string }

var (
	parking  = offence{"违反规定停放机动车", "Illegal parking"}
	speeding = offence{"超过规定时速10%以上未达20%", "Speeding by 10% to 20%"}
	redLight = offence{"违反道路交通信号灯通行", "Running a red light"}
	busLane  = offence{"违反规定使用专用车道", "Driving in a reserved lane"}
)

// serials are the decisions every city has, by what follows the six digits of the region.
var serials = map[string]fine{
	"1900123456": {fen: 20000, points: 0, days: 3, clock: "08:12", act: parking},
	"1900123464": {fen: 15000, surcharge: 4500, points: 3, days: 27, clock: "17:45", act: speeding},
	"190012347":  {fen: 10000, points: 1, days: 6, clock: "21:03", act: busLane},
	"1900122001": {fen: 20000, points: 6, days: 40, clock: "12:30", act: redLight, paid: true},
}

// places are where offences happened, by city.
var places = map[string][2]string{
	"3301": {"西湖区文三路与学院路路口", "Wensan Road and Xueyuan Road, Xihu District"},
	"4101": {"金水区花园路与农业路路口", "Huayuan Road and Nongye Road, Jinshui District"},
	"4403": {"福田区深南大道与华强北路路口", "Shennan Avenue and Huaqiang North Road, Futian District"},
	"1101": {"朝阳区建国路与西大望路路口", "Jianguo Road and Xidawang Road, Chaoyang District"},
	"3101": {"徐汇区肇嘉浜路与天平路路口", "Zhaojiabang Road and Tianping Road, Xuhui District"},
}

// fineOf finds a decision: one of the serials, a trap, or any of the plenty whose serial begins with 8, for load.
func fineOf(number string) (fine, bool) {
	if len(number) < 15 || !isDigits(number) {
		return fine{}, false
	}
	home, ok := cities[cityOf(number)]
	if !ok || home.zh == "" {
		return fine{}, false
	}
	f, ok := serials[number[6:]]
	switch {
	case ok:
	case strings.HasPrefix(number[6:], "19001200") && trapOf(number) != 0:
		f = fine{fen: 20000, days: 5, clock: "10:20", act: parking}
	case number[6] == '8' && len(number) == 16:
		f = fine{fen: 20000, days: 2, clock: "09:30", act: parking}
	default:
		return fine{}, false
	}
	f.place, f.en = places[cityOf(number)][0], places[cityOf(number)][1]
	for _, c := range Citizens {
		if c.City == cityOf(number) && c.Plate != "" && f.plate == "" {
			f.plate = c.Plate
		}
	}
	return f, true
}

// dues is what has happened to a decision since.
type dues struct {
	Receipt string `json:"receipt,omitempty"` // ours: the fine is settled
	Payment string `json:"payment,omitempty"`
	At      int64  `json:"at,omitempty"`
	FineFen int64  `json:"fine_fen,omitempty"` // changed to
}

func decision(t *tx, a *asked) (data, error) {
	number := a.arg("number")
	if _, ok := cities[cityOf(number)]; !ok {
		return nil, otherRegion
	}
	if region := a.arg("region"); region != "" && cityOf(region) != cityOf(number) {
		return nil, otherRegion
	}
	f, ok := fineOf(number)
	if !ok {
		return nil, noRecord
	}
	var d dues
	t.get("fine", number, &d)
	if d.FineFen != 0 {
		f.fen = d.FineFen
	}
	at := a.now.AddDate(0, 0, -f.days)
	home := cities[cityOf(number)]
	out := data{
		"number": number, "state": "unpaid", "plate": f.plate, "party": party(f.plate),
		"offence_at": at.Format("2006-01-02 ") + f.clock, "place": f.place, "place_en": f.en,
		"act": f.act.zh, "act_en": f.act.en, "fine_fen": f.fen, "surcharge_fen": f.surcharge,
		"total_fen": f.fen + f.surcharge, "points": f.points,
		"decided_on": day(at.AddDate(0, 0, 2)), "due_on": day(at.AddDate(0, 0, 17)),
		"agency": home.police, "agency_en": home.policeEN,
	}
	if f.paid {
		d = dues{Receipt: "F" + number[len(number)-8:], At: at.AddDate(0, 0, 10).UnixMilli()}
	}
	if d.Receipt != "" {
		out["state"], out["receipt"], out["paid_at"] = "paid", d.Receipt, minute(d.At)
	}
	return out, nil
}

// settleFine books a payment against a decision. It has no key: whoever does not hear the answer looks it up.
func settleFine(t *tx, a *asked) (data, error) {
	number, payment := a.arg("decision_no"), a.arg("payment_receipt")
	t.try("traffic.settle", number)
	f, ok := fineOf(number)
	if !ok {
		return nil, noRecord
	}
	var d dues
	t.get("fine", number, &d)
	if d.FineFen != 0 {
		f.fen = d.FineFen
	}
	switch {
	case payment == "":
		return nil, badRequest
	case d.Receipt != "" || f.paid:
		return nil, alreadyDone
	case refusedPayment(payment):
		return nil, closed
	case a.trap == trapChanged && d.FineFen == 0:
		d.FineFen = f.fen + 6000
		t.put("fine", number, d)
		return nil, changed
	}
	if err := right(a.arg("amount_fen"), f.fen+f.surcharge); err != nil {
		return nil, err
	}
	d.Receipt = fmt.Sprintf("F%s%d", a.now.Format("20060102"), t.next("traffic"))
	d.Payment, d.At = payment, a.now.UnixMilli()
	t.put("fine", number, d)
	t.done("traffic.settle", number)
	return receipt(d.Receipt, d.At), nil
}

// settlement tells whether a decision was settled with a payment.
func settlement(t *tx, a *asked) (data, error) {
	var d dues
	if !t.get("fine", a.arg("number"), &d) || d.Receipt == "" || d.Payment != a.arg("receipt") {
		return nil, noRecord
	}
	return receipt(d.Receipt, d.At), nil
}

// right holds a paid amount against what is due.
func right(paid string, due int64) error {
	switch {
	case paid == "" || paid == fmt.Sprint(due):
		return nil
	case len(paid) < len(fmt.Sprint(due)) || len(paid) == len(fmt.Sprint(due)) && paid < fmt.Sprint(due):
		return noPartial
	}
	return changed
}

// refusedPayment tells a payment made with the cashier's button 「付款，但机关拒收」.
func refusedPayment(payment string) bool { return strings.HasPrefix(payment, "RX") }

func receipt(number string, at int64) data {
	return data{"receipt": number, "settled_at": minute(at)}
}

// party is the masked owner of a car.
func party(plate string) string {
	for _, c := range Citizens {
		if c.Plate == plate {
			return masked(c.Name)
		}
	}
	return "某*"
}

func violations(t *tx, a *asked) (data, error) {
	plate, tail := a.arg("plate"), strings.ToUpper(a.arg("tail"))
	for _, c := range Citizens {
		if c.Plate != plate {
			continue
		}
		if tail != "" && !strings.HasSuffix(c.Tail, tail) {
			return nil, mismatch
		}
		if region := a.arg("region"); region != "" && cityOf(region) != c.City {
			return nil, otherRegion
		}
		return violationsOf(t, a.now, c), nil
	}
	return nil, noRecord
}

// violationsOf lists what the cameras saw of someone's car: payable or paid, not yet processed (online or not), and
// being processed.
func violationsOf(t *tx, now time.Time, c Citizen) data {
	list := []data{}
	payable := 0
	if c.Name != "欧阳文博" {
		number := map[string]string{"3301": "330106", "4101": "410105", "4403": "440304", "1101": "110105", "3101": "310104"}[c.City] + "1900123456"
		var d dues
		t.get("fine", number, &d)
		state := stated{"payable", "待缴款", "To be paid", "已处理，可凭决定书编号缴款。", "Processed; can be paid with the decision number."}
		if d.Receipt != "" {
			state = stated{"paid", "已缴款", "Paid", "已缴清。", "Paid in full."}
		} else {
			payable = 1
		}
		list = append(list,
			violation(now, c, "1", number, 3, "08:12", parking, 20000, 0, true, state),
			violation(now, c, "2", "", 8, "19:26", speeding, 20000, 6, true,
				stated{"unprocessed", "未处理", "Not processed", "电子监控记录，可本人实名后网上处理。", "Recorded by camera; you can process it online once identified."}),
			violation(now, c, "3", "", 12, "07:51", redLight, 20000, 12, false,
				stated{"unprocessed", "未处理", "Not processed", "记分已满或超出网上处理范围，须本人到窗口处理。", "Beyond the limits of online processing; come to the office in person."}),
			violation(now, c, "4", "", 2, "14:05", busLane, 10000, 1, false,
				stated{"processing", "处理中", "Being processed", "正在审核录入，处理完成后会有决定书编号。", "Under review; a decision number follows."}))
	}
	return data{"count": len(list), "payable": payable, "violations": list}
}

// stated is a state with what it means for the driver.
type stated struct{ code, zh, en, reason, reasonEN string }

func violation(now time.Time, c Citizen, id, number string, days int, clock string, act offence, fen int64, points int, online bool, s stated) data {
	home, place := cities[c.City], places[c.City]
	return data{
		"id": fmt.Sprintf("WF%s%02d%s", c.City, c.n, id), "decision_no": number, "state": s.code, "state_text": s.zh, "state_text_en": s.en,
		"at":    now.AddDate(0, 0, -days).Format("2006-01-02 ") + clock,
		"place": place[0], "place_en": place[1], "act": act.zh, "act_en": act.en, "fine_fen": fen, "points": points,
		"online": online, "reason": s.reason, "reason_en": s.reasonEN,
		"office": home.police + "违法处理窗口", "office_en": home.policeEN + ", violations window",
	}
}

func day(t time.Time) string { return t.Format("2006-01-02") }

// minute writes a moment of UTC milliseconds as the town's agencies do.
func minute(ms int64) string { return time.UnixMilli(ms).In(shanghai).Format("2006-01-02 15:04") }
