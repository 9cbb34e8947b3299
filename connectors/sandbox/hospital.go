package sandbox

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

var hospitalRoutes = []route{
	{pattern: "GET /hospital/v1/bills", name: "hospital.bills", do: bills},
	{pattern: "GET /hospital/v1/bills/{bill}", name: "hospital.bill", do: oneBill},
	{pattern: "POST /hospital/v1/bills/{bill}/settlements", name: "hospital.settle", keyed: "Idempotency-Key", write: true, prices: true, do: settleBill},
	{pattern: "GET /hospital/v1/bills/{bill}/settlement", name: "hospital.settlement", lookup: true, do: billSettlement},
}

// visit is a bill as the town was founded with it.
type visit struct {
	dept, deptEN string
	what, whatEN string
	total, own   int64
	items        []billed
}

type billed struct {
	zh, en string
	fen    int64
}

// visits are the bills every citizen has, by the last digit of the bill's number.
var visits = map[string]visit{
	"1": {"内科门诊", "Internal medicine", "门诊费用", "Outpatient", 38650, 9860,
		[]billed{{"诊查费", "Consultation", 5000}, {"血常规", "Blood count", 3650}, {"西药费", "Medicines", 30000}}},
	"2": {"影像科", "Imaging", "检查费用", "Examination", 62000, 18600, []billed{{"胸部CT平扫", "Chest CT", 62000}}},
	"3": {"口腔科", "Dentistry", "治疗费用", "Treatment", 128000, 128000, []billed{{"根管治疗", "Root canal treatment", 128000}}},
}

var hospitals = map[string]words{
	"3301": {"杭州市第一人民医院", "Hangzhou First People's Hospital"}, "4101": {"郑州市中心医院", "Zhengzhou Central Hospital"},
	"4403": {"深圳市人民医院", "Shenzhen People's Hospital"}, "1101": {"北京朝阳医院", "Beijing Chaoyang Hospital"},
	"3101": {"上海市第六人民医院", "Shanghai Sixth People's Hospital"},
}

// account is what has happened to a bill since.
type account struct {
	Receipt string `json:"receipt,omitempty"`
	Payment string `json:"payment,omitempty"`
	At      int64  `json:"at,omitempty"`
	More    int64  `json:"more,omitempty"` // fen that were added to the own share
}

// failing is the citizen who owns the bills that fail.
const failing = "吴敏"

// billsOf lists the numbers of someone's bills, settled ones too.
func billsOf(c Citizen) []string {
	if c.Name == failing {
		var all []string
		for _, p := range []trap{trapAlreadyDone, trapClosed, trapNoPartial, trapChanged, trapLimit, trapRefundOffline, trapPending, trapStopped, trapHang, trapCut, trap500, trap500After} {
			all = append(all, fmt.Sprintf("B9900%02d", p+atTheAct))
		}
		return all
	}
	var all []string
	for n := 1; n <= 3-c.n%2; n++ {
		all = append(all, fmt.Sprintf("B%02d100%d", c.n, n))
	}
	return all
}

// ownerOf finds whose bill a number is.
func ownerOf(bill string) (Citizen, visit, bool) {
	for _, c := range Citizens {
		for _, b := range billsOf(c) {
			if b == bill {
				v, ok := visits[bill[len(bill)-1:]]
				if !ok || c.Name == failing {
					v = visits["1"]
				}
				return c, v, true
			}
		}
	}
	return Citizen{}, visit{}, false
}

// billData writes a bill; state is open or settled.
func billData(t *tx, a *asked, bill string) (out data, own int64, ok bool) {
	c, v, ok := ownerOf(bill)
	if !ok {
		return nil, 0, false
	}
	var acc account
	t.get("bill", bill, &acc)
	own = v.own + acc.More
	h := hospitals[c.City]
	out = data{
		"bill": bill, "state": "open", "hospital": h.ZH, "hospital_en": h.EN, "dept": v.dept, "dept_en": v.deptEN,
		"at":   a.now.AddDate(0, 0, -c.n%5-1).Format("2006-01-02 ") + "10:05",
		"what": v.what, "what_en": v.whatEN, "total_fen": v.total + acc.More, "insurance_fen": v.total - v.own, "own_fen": own,
		"payee": h.ZH, "payee_en": h.EN,
	}
	if acc.Receipt != "" {
		out["state"], out["receipt"] = "settled", acc.Receipt
	}
	items := []data{}
	for _, i := range v.items {
		items = append(items, data{"item": i.zh, "item_en": i.en, "amount_fen": i.fen})
	}
	if acc.More > 0 {
		items = append(items, data{"item": "补记材料费", "item_en": "Materials added later", "amount_fen": acc.More})
	}
	out["items"] = items
	return out, own, true
}

func bills(t *tx, a *asked) (data, error) {
	c, err := person(a, "id_no", "name")
	if err != nil {
		return nil, err
	}
	if region := a.arg("region"); region != "" && cityOf(region) != c.City {
		return nil, otherRegion
	}
	open := []data{}
	for _, b := range billsOf(c) {
		one, _, _ := billData(t, a, b)
		if one != nil && one["state"] == "open" {
			delete(one, "items")
			open = append(open, one)
		}
	}
	return data{"count": len(open), "bills": open}, nil
}

func oneBill(t *tx, a *asked) (data, error) {
	out, _, ok := billData(t, a, a.arg("bill"))
	if !ok {
		return nil, noRecord
	}
	if id := a.arg("id_no"); id != "" {
		if c, _, _ := ownerOf(a.arg("bill")); c.IDNo != id {
			return nil, mismatch
		}
	}
	return out, nil
}

func settleBill(t *tx, a *asked) (data, error) {
	bill, payment := a.arg("bill"), a.arg("payment_receipt")
	t.try("hospital.settle", bill)
	_, own, ok := billData(t, a, bill)
	if !ok {
		return nil, noRecord
	}
	var acc account
	t.get("bill", bill, &acc)
	switch {
	case payment == "":
		return nil, badRequest
	case acc.Receipt != "":
		return nil, alreadyDone
	case refusedPayment(payment):
		return nil, closed
	case a.trap == trapChanged && acc.More == 0:
		acc.More = 500
		t.put("bill", bill, acc)
		return nil, changed
	}
	if err := right(fenOf(a.arg("own_yuan")), own); err != nil {
		return nil, err
	}
	acc.Receipt = fmt.Sprintf("H%s%d", a.now.Format("20060102"), t.next("hospital"))
	acc.Payment, acc.At = payment, a.now.UnixMilli()
	t.put("bill", bill, acc)
	t.done("hospital.settle", bill)
	return receipt(acc.Receipt, acc.At), nil
}

func billSettlement(t *tx, a *asked) (data, error) {
	var acc account
	if !t.get("bill", a.arg("bill"), &acc) || acc.Receipt == "" || acc.Payment != a.arg("receipt") {
		return nil, noRecord
	}
	return receipt(acc.Receipt, acc.At), nil
}

// fenOf reads the decimal yuan this agency is sent.
func fenOf(yuan string) string {
	f, err := strconv.ParseFloat(strings.TrimSpace(yuan), 64)
	if err != nil {
		return ""
	}
	return strconv.FormatInt(int64(math.Round(f*100)), 10)
}
