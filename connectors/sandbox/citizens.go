package sandbox

import (
	"fmt"
	"strings"
)

// Citizen is someone who lives in the town.
type Citizen struct {
	Name   string
	Pinyin string
	IDNo   string
	Mobile string
	City   string // four digits
	Plate  string
	Tail   string // of the engine number
	About  string // what they are good for, for the documentation and the identity page
	EN     string // the same in English

	n       int // place in the list: what else differs is worked out from it
	insured bool
}

// idNumber writes the check digit behind seventeen digits.
func idNumber(seventeen string) string {
	sum := 0
	for i, w := range []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		sum += w * int(seventeen[i]-'0')
	}
	return seventeen + string("10X98765432"[sum%11])
}

// Citizens are those who live in the town. Their ID numbers are valid; the region, birth date and sex in them hold.
var Citizens = settle([]Citizen{
	{Name: "张伟", Pinyin: "Zhang Wei", IDNo: "33010619900312123", Mobile: "13800010001", City: "3301", Plate: "浙A12345", Tail: "654321",
		About: "杭州，有未缴罚单、医院账单和公积金贷款", EN: "Hangzhou; an unpaid fine, hospital bills, a fund loan", insured: true},
	{Name: "王芳", Pinyin: "Wang Fang", IDNo: "33010219920708246", Mobile: "13800010002", City: "3301", Plate: "浙A88888", Tail: "888666",
		About: "杭州，通行证快到期", EN: "Hangzhou; her permit expires soon", insured: true},
	{Name: "李强", Pinyin: "Li Qiang", IDNo: "41010519850520357", Mobile: "13800010003", City: "4101", Plate: "豫A23456", Tail: "112233",
		About: "郑州，社保断缴三个月", EN: "Zhengzhou; three months of contributions missed", insured: true},
	{Name: "刘洋", Pinyin: "Liu Yang", IDNo: "44030419951111468", Mobile: "13800010004", City: "4403", Plate: "粤BD12345", Tail: "445566",
		About: "深圳，新能源车，两个公积金账户", EN: "Shenzhen; an electric car, two fund accounts", insured: true},
	{Name: "陈静", Pinyin: "Chen Jing", IDNo: "11010519880229582", Mobile: "13800010005", City: "1101", Plate: "京N34567", Tail: "778899",
		About: "北京，生日是2月29日", EN: "Beijing; born on 29 February", insured: true},
	{Name: "杨磊", Pinyin: "Yang Lei", IDNo: "31010419790915693", Mobile: "13800010006", City: "3101", Plate: "沪C45678", Tail: "990011",
		About: "上海，公积金账户已封存", EN: "Shanghai; a sealed fund account", insured: true},
	{Name: "赵国栋", Pinyin: "Zhao Guodong", IDNo: "33010419480101735", Mobile: "13800010007", City: "3301",
		About: "杭州，退休老人，领取养老金", EN: "Hangzhou; retired, draws a pension", insured: true},
	{Name: "孙悦", Pinyin: "Sun Yue", IDNo: "33010620130601184", Mobile: "13800010008", City: "3301",
		About: "杭州，未满16周岁", EN: "Hangzhou; under 16"},
	{Name: "周小雨", Pinyin: "Zhou Xiaoyu", IDNo: "41010220080825226", Mobile: "13800010009", City: "4101",
		About: "郑州，未到婚龄，没有社保记录", EN: "Zhengzhou; too young to marry, no social insurance"},
	{Name: "吴敏", Pinyin: "Wu Min", IDNo: "44030619910417324", Mobile: "13800010010", City: "4403", Plate: "粤B56789", Tail: "223344",
		About: "深圳，名下是各种失败的医院账单", EN: "Shenzhen; owns the hospital bills that fail", insured: true},
	{Name: "欧阳文博", Pinyin: "Ouyang Wenbo", IDNo: "11010819830630413", Mobile: "13800010011", City: "1101", Plate: "京A66666", Tail: "556677",
		About: "北京，复姓，没有违法记录", EN: "Beijing; a two-character surname, no violations", insured: true},
	{Name: "买买提·艾力", Pinyin: "Memet Eli", IDNo: "65010219870305551", Mobile: "13800010012", City: "3101", Plate: "沪A67890", Tail: "667788",
		About: "上海，名字中有间隔号", EN: "Shanghai; a name with a middle dot", insured: true},
})

func settle(list []Citizen) []Citizen {
	for i := range list {
		list[i].IDNo = idNumber(list[i].IDNo)
		list[i].n = i + 1
	}
	return list
}

// TrapID is the ID number of a citizen with whom a trap springs (1 to 22, or 31 to 52 at acts only).
func TrapID(n int) string { return idNumber(fmt.Sprintf("33010619800101%d", 900+n)) }

// citizen finds someone by ID number. Trap numbers belong to 测试 people, so that what is not trapped works.
func citizen(idNo string) (Citizen, bool) {
	for _, c := range Citizens {
		if c.IDNo == idNo {
			return c, true
		}
	}
	if trapOf(idNo) != 0 && len(idNo) == 18 {
		return Citizen{Name: "测试", Pinyin: "Test", IDNo: idNo, Mobile: "13800010099", City: "3301", n: 20, insured: true}, true
	}
	return Citizen{}, false
}

// person finds who an operation is about and holds the given name against theirs.
func person(a *asked, id, name string) (Citizen, error) {
	c, ok := citizen(a.arg(id))
	if !ok {
		return Citizen{}, noRecord
	}
	if said := a.arg(name); said != "" && c.Name != "测试" && said != c.Name {
		return Citizen{}, mismatch
	}
	return c, nil
}

// masked writes a name as agencies show it to others: 张*.
func masked(name string) string {
	r := []rune(name)
	if len(r) == 0 {
		return ""
	}
	return string(r[:1]) + strings.Repeat("*", len(r)-1)
}

// city is one of the five cities the town plays.
type city struct{ zh, en, police, policeEN string }

var cities = map[string]city{
	"3301": {"杭州", "Hangzhou", "杭州市公安局交通警察支队", "Hangzhou Traffic Police Detachment"},
	"4101": {"郑州", "Zhengzhou", "郑州市公安局交通警察支队", "Zhengzhou Traffic Police Detachment"},
	"4403": {"深圳", "Shenzhen", "深圳市公安局交通警察局", "Shenzhen Traffic Police Bureau"},
	"1101": {"北京", "Beijing", "北京市公安局公安交通管理局", "Beijing Traffic Management Bureau"},
	"3101": {"上海", "Shanghai", "上海市公安局交通警察总队", "Shanghai Traffic Police Corps"},
}

// cityOf is the first four digits of a region code; Beijing and Shanghai are written 110000 and 310000.
func cityOf(region string) string {
	if len(region) < 4 {
		return ""
	}
	switch region[:2] {
	case "11":
		return "1101"
	case "31":
		return "3101"
	}
	return region[:4]
}
