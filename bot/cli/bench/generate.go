package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/banshi-bot/banshi/intents/library"
	"github.com/banshi-bot/banshi/intents/value"
)

// generate writes definitions of as many intents and cities: the shipped agencies and phrases, services made
// like the shipped traffic_fine_pay with a title and examples of their own, and cities that each have an office
// of their own, so that no two items are alike.
func generate(folder string, intents, cities int) error {
	if intents > len(topics) {
		return fmt.Errorf("%d intents: there are %d topics", intents, len(topics))
	}
	shipped, err := shippedFiles()
	if err != nil {
		return err
	}
	files := map[string]string{}
	for name, b := range shipped {
		if strings.HasPrefix(name, "agencies/") || name == "phrases.yaml" {
			files[name] = string(b)
		}
	}
	model := string(shipped["services/traffic_fine_pay.yaml"])
	rest := strings.Index(model, "\nslots:")
	if rest < 0 {
		return errors.New("traffic_fine_pay.yaml has no slots")
	}
	for i, t := range topics[:intents] {
		files["services/"+t.id+".yaml"] = t.head(i) + model[rest:]
	}
	files["menu.yaml"] = menu(intents)
	if err := provinces(files, cities); err != nil {
		return err
	}
	for name, text := range files {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			return err
		}
	}
	return nil
}

func shippedFiles() (map[string][]byte, error) {
	files := map[string][]byte{}
	err := fs.WalkDir(library.Files, ".", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		files[path], err = library.Files.ReadFile(path)
		return err
	})
	return files, err
}

// head is the beginning of a service's file, up to its slots.
func (t topic) head(i int) string {
	var b bytes.Buffer
	fmt.Fprintf(&b, "intent: %s\ntitle: {zh: %s, en: %s}\nassurance: L0\nexamples:\n  zh:\n", t.id, t.zh, t.en)
	for k, pattern := range zhPatterns {
		fmt.Fprintf(&b, "    - %s\n", fmt.Sprintf(pattern, t.zh)+zhEnds[(i+k)%len(zhEnds)])
	}
	b.WriteString("  en:\n")
	for k, pattern := range enPatterns {
		fmt.Fprintf(&b, "    - %s\n", fmt.Sprintf(pattern, t.en)+enEnds[(i+k)%len(enEnds)])
	}
	return b.String()
}

func menu(intents int) string {
	var b strings.Builder
	b.WriteString("groups:\n")
	for i := 0; i < intents; i += 6 {
		var ids []string
		for _, t := range topics[i:min(i+6, intents)] {
			ids = append(ids, t.id)
		}
		fmt.Fprintf(&b, "  - id: group%d\n    title: {zh: 第%d组, en: Group %d}\n    intents: [%s]\n", i, i, i, strings.Join(ids, ", "))
	}
	return b.String()
}

// provinces writes one file a province with its cities, until there are enough.
func provinces(files map[string]string, cities int) error {
	for p := 11; p <= 65 && cities > 0; p++ {
		var b strings.Builder
		fmt.Fprintf(&b, "region: \"%d0000\"\ncities:\n", p)
		any := false
		for c := 1; c <= 70 && cities > 0; c++ {
			code := fmt.Sprintf("%d%02d00", p, c)
			if full, ok := value.Regions().Code(code); !ok || full != code {
				continue
			}
			any, cities = true, cities-1
			name := value.Regions().Name(code, "zh")
			fmt.Fprintf(&b, "  \"%s\":\n    services:\n      \"*\":\n        office: {name: {zh: %s政务服务中心, en: Service Center %s}, phone: \"0%d%02d12345\"}\n", code, name, code, p, c)
		}
		if any {
			files[fmt.Sprintf("regions/%d.yaml", p)] = b.String()
		}
	}
	if cities > 0 {
		return fmt.Errorf("the gazetteer lacks %d cities", cities)
	}
	return nil
}

var (
	zhPatterns = []string{
		"%s", "我要办%s", "%s怎么办", "办一下%s", "帮我弄%s", "%s在哪里办", "想问%s的事", "我想%s", "能不能网上办%s", "%s要办了",
		"麻烦帮我%s", "请问%s去哪", "给我妈办%s", "%s现在能办吗", "今天想把%s办了", "%s一直没办",
	}
	zhEnds     = []string{"", "呀", "", "谢谢", "", "行不行", ""}
	enPatterns = []string{"%s", "I need %s", "how do I get %s", "help me with %s", "apply for %s", "where can I do %s", "%s for my mother", "can I do %s online"}
	enEnds     = []string{"", " please", "", " today", " now"}
)

// topic is a service that is generated.
type topic struct{ id, zh, en string }

var topics = []topic{
	{"bench_passport", "护照申请", "a passport"}, {"bench_residence", "居住证签注", "a residence permit renewal"},
	{"bench_birth", "出生证明补办", "a copy of a birth certificate"}, {"bench_licence", "驾驶证换证", "a new driving licence"},
	{"bench_plate", "新车上牌", "a number plate for a new car"}, {"bench_inspection", "车辆年检预约", "a vehicle inspection"},
	{"bench_house", "房产过户登记", "the transfer of a house"}, {"bench_mortgage", "抵押权注销", "the release of a mortgage"},
	{"bench_company", "公司设立登记", "the registration of a company"}, {"bench_tax", "个人所得税退税", "a refund of income tax"},
	{"bench_invoice", "发票代开", "an invoice from the tax office"}, {"bench_school", "小学入学报名", "enrolment at a primary school"},
	{"bench_pension", "养老金资格认证", "proof of life for a pension"}, {"bench_medical", "异地就医备案", "medical care in another city"},
	{"bench_maternity", "生育津贴申领", "a maternity allowance"}, {"bench_jobless", "失业金申领", "unemployment benefit"},
	{"bench_injury", "工伤认定申请", "recognition of an accident at work"}, {"bench_fund", "租房提取公积金", "housing fund money for rent"},
	{"bench_loan", "公积金贷款还款", "repayment of a housing fund loan"}, {"bench_water", "自来水费缴纳", "paying the water bill"},
	{"bench_power", "电费缴纳", "paying the electricity bill"}, {"bench_gas", "燃气开户", "a gas connection"},
	{"bench_elder", "老年优待证办理", "a senior citizen's card"}, {"bench_disabled", "残疾人证换领", "a disability card"},
	{"bench_allowance", "高龄津贴申请", "an allowance for the very old"}, {"bench_poor", "最低生活保障申请", "a minimum living allowance"},
	{"bench_divorce", "离婚登记预约", "a divorce appointment"}, {"bench_adopt", "收养登记咨询", "the registration of an adoption"},
	{"bench_notary", "公证书办理", "a notarial certificate"}, {"bench_legal", "法律援助申请", "legal aid"},
	{"bench_vaccine", "疫苗接种预约", "a vaccination appointment"}, {"bench_health", "健康证办理", "a food handler's certificate"},
	{"bench_food", "食品经营许可证申请", "a food business licence"}, {"bench_fire", "消防检查申报", "a fire safety inspection"},
	{"bench_dog", "养犬登记", "the registration of a dog"}, {"bench_library", "图书馆读者证开通", "a library card"},
	{"bench_park", "公园年票购买", "a year ticket for the parks"}, {"bench_bus", "公交卡挂失", "reporting a lost bus card"},
	{"bench_parking", "路边停车费补缴", "paying an old parking fee"}, {"bench_talent", "人才引进落户", "a household registration for graduates"},
}
