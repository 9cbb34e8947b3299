package sandbox

import "fmt"

var fundRoutes = []route{
	{pattern: "GET /fund/v1/accounts", name: "fund.accounts", do: fundAccounts},
	{pattern: "GET /fund/v1/accounts/{account}", name: "fund.account", do: fundAccount},
}

func fundAccounts(t *tx, a *asked) (data, error) {
	c, err := person(a, "id_no", "name")
	if err != nil {
		return nil, err
	}
	if region := a.arg("region"); region != "" && cityOf(region) != c.City {
		return nil, otherRegion
	}
	list, err := accountsOf(a, c)
	if err != nil {
		return nil, err
	}
	var total int64
	for _, one := range list {
		total += one["balance_fen"].(int64)
	}
	home := cities[c.City]
	out := data{
		"count": len(list), "total_fen": total, "loan": false, "accounts": list,
		"agency": home.zh + "住房公积金管理中心", "agency_en": home.en + " Housing Provident Fund Center",
	}
	if c.Name == "张伟" {
		out["loan"], out["loan_balance_fen"], out["loan_monthly_fen"] = true, int64(42650000), int64(318500)
		out["loan_due_on"] = day(firstOfMonth(a.now).AddDate(0, 1, 14))
	}
	return out, nil
}

// accountsOf lists someone's accounts: one, or two with a sealed one, or only a sealed one, or none.
func accountsOf(a *asked, c Citizen) ([]data, error) {
	if !c.insured || c.Name == "赵国栋" {
		return nil, noRecord
	}
	open := stated{code: "open", zh: "正常缴存", en: "Active"}
	sealed := stated{code: "sealed", zh: "已封存", en: "Sealed"}
	last := firstOfMonth(a.now).AddDate(0, -1, 0)
	one := func(n int, s stated, balance, monthly int64, paidTo string) data {
		e := employers[(c.n+n)%len(employers)]
		return data{
			"account": fmt.Sprintf("%s%07d%d", c.City, 2000100+c.n*7, n), "state": s.code, "state_text": s.zh, "state_text_en": s.en,
			"balance_fen": balance, "monthly_fen": monthly, "paid_to": paidTo, "employer": e.ZH, "employer_en": e.EN,
		}
	}
	monthly := baseOf(c) * 24 / 100
	switch c.Name {
	case "刘洋":
		return []data{
			one(1, open, monthly*20, monthly, last.Format("2006-01")),
			one(2, sealed, 1834200, 0, last.AddDate(-2, 0, 0).Format("2006-01")),
		}, nil
	case "杨磊":
		return []data{one(1, sealed, 9921080, 0, last.AddDate(-1, -2, 0).Format("2006-01"))}, nil
	}
	return []data{one(1, open, monthly*int64(12+c.n), monthly, last.Format("2006-01"))}, nil
}

func fundAccount(t *tx, a *asked) (data, error) {
	c, err := person(a, "id_no", "name")
	if err != nil {
		return nil, err
	}
	list, err := accountsOf(a, c)
	if err != nil {
		return nil, err
	}
	for _, one := range list {
		if one["account"] != a.arg("account") {
			continue
		}
		home := cities[c.City]
		one["opened_on"] = day(a.now.AddDate(-c.n-2, 0, 0))
		one["agency"], one["agency_en"] = home.zh+"住房公积金管理中心", home.en+" Housing Provident Fund Center"
		one["entries"] = entriesOf(a, one)
		return one, nil
	}
	return nil, noRecord
}

// entriesOf are the last six months' deposits of an account.
func entriesOf(a *asked, account data) []data {
	entries := []data{}
	if account["state"] == "sealed" {
		return entries
	}
	for back := 1; back <= 6; back++ {
		m := firstOfMonth(a.now).AddDate(0, -back, 14)
		entries = append(entries, data{"day": day(m), "what": m.Format("2006年01月") + "汇缴",
			"what_en": "Deposit for " + m.Format("January 2006"), "amount_fen": account["monthly_fen"]})
	}
	return entries
}
