package value

import (
	"strings"
	"testing"
)

// TestCandidates names every tricky region: repeated names, cities without counties, counties without a city.
func TestCandidates(t *testing.T) {
	for _, c := range []struct{ name, want string }{
		{"杭州", "330100"}, {"杭州市", "330100"}, {"浙江", "330000"}, {"浙江省", "330000"}, {"330100", "330100"}, {"3301", "330100"}, {"33", "330000"},
		{"北京", "110000"}, {"北京市", "110000"}, {"110100", "110000"}, {"310100", "310000"}, {"120100", "120000"}, {"500100", "500000"}, {"500200", "500000"}, {"重庆", "500000"}, {"上海市", "310000"},
		{"朝阳", "110105 211300 211321 220104"}, {"朝阳区", "110105 220104"}, {"朝阳市", "211300"}, {"朝阳县", "211321"}, {"北京朝阳", "110105"}, {"北京市朝阳区", "110105"}, {"长春朝阳区", "220104"}, {"辽宁朝阳", "211300"},
		{"鼓楼区", "320106 320302 350102 410204"}, {"南京鼓楼区", "320106"}, {"徐州市鼓楼区", "320302"}, {"福州鼓楼", "350102"}, {"开封市鼓楼区", "410204"},
		{"西湖区", "330106 360103"}, {"杭州西湖区", "330106"}, {"南昌市西湖区", "360103"}, {"浙江省杭州市西湖区", "330106"},
		{"吉林", "220000 220200"}, {"吉林省", "220000"}, {"吉林市", "220200"}, {"吉林省吉林市", "220200"},
		{"东莞", "441900"}, {"中山市", "442000"}, {"儋州", "460400"}, {"嘉峪关市", "620200"},
		{"济源", "419001"}, {"仙桃", "429004"}, {"神农架", "429021"}, {"五指山市", "469001"}, {"石河子", "659001"}, {"新疆石河子市", "659001"},
		{"长沙", "430100"}, {"长沙县", "430121"}, {"海南", "460000"}, {"海南州", "632500"}, {"河北", "130000"}, {"内蒙古", "150000"}, {"臺北", ""}, {"廣州", "440100"}, {"恩施", "422800"},
		{"下城区", "330105"}, {"江干区", "330102"}, {"崇文区", "110101"}, {"襄樊", "420600"},
		{"hangzhou", "330100"}, {"Xi'an", "610100"}, {"xian", "610100"}, {"Suzhou", "320500 341300"}, {"Jilin", "220000 220200"}, {"Jilin City", "220200"}, {"Jilin Province", "220000"}, {"Beijing", "110000"},
		{"Xihu District", "210503 330106 360103"}, {"Xihu District, Hangzhou", "330106"}, {"Macau", "820000"}, {"Tibet", "540000"}, {"Shaanxi", "610000"},
		{"哪里", ""}, {"", ""}, {"999999", ""},
	} {
		if got := strings.Join(Regions().Candidates(c.name), " "); got != c.want {
			t.Errorf("Candidates(%q) = %q, want %q", c.name, got, c.want)
		}
	}
}

func TestRegion(t *testing.T) {
	try(t, "region", Params{}, zh, []saying{
		{"杭州", "330100"}, {"我在杭州", "330100"}, {"110100", "110000"}, {"杭州市西湖区", "330106"}, {"西湖区", "<ambiguous>"}, {"西湖区，杭州的", "330106"}, {"不是上海，是杭州", "330100"}, {"朝阳", "<ambiguous>"},
		{"杭州和上海", "<several>"}, {"家里", "<unreadable>"}, {"330106", "330106"}, {"海淀", "110108"}, {"I live in Hangzhou", "330100"}, {"广东深圳", "440300"},
	})
	offered := Params{Options: []Option{{Value: "330106"}, {Value: "330102"}}}
	try(t, "region", offered, zh, []saying{{"西湖区", "330106"}, {"海淀区", "<not_offered>"}, {"上城区", "330102"}})
}

func TestGazetteer(t *testing.T) {
	g := Regions()
	if len(g.places) < 3190 {
		t.Errorf("%d regions", len(g.places))
	}
	for _, c := range []struct{ code, parent, zh, en string }{
		{"330106", "330100", "西湖区", "Xihu District"}, {"330100", "330000", "杭州市", "Hangzhou"}, {"330000", "", "浙江省", "Zhejiang"},
		{"110105", "110000", "朝阳区", "Chaoyang District"}, {"419001", "410000", "济源市", "Jiyuan"}, {"429021", "420000", "神农架林区", "Shennongjia"}, {"469021", "460000", "定安县", "Ding'an County"},
		{"659001", "650000", "石河子市", "Shihezi"}, {"441900", "440000", "东莞市", "Dongguan"}, {"500229", "500000", "城口县", "Chengkou County"},
	} {
		if p := g.Parent(c.code); p != c.parent {
			t.Errorf("Parent(%s) = %q, want %q", c.code, p, c.parent)
		}
		if zh, en := g.Name(c.code, "zh"), g.Name(c.code, "en"); zh != c.zh || en != c.en {
			t.Errorf("Name(%s) = %q, %q", c.code, zh, en)
		}
	}
	for code, p := range g.places {
		if up := g.Parent(code); up != "" && g.Name(up, "zh") == "" {
			t.Errorf("%s: its parent %s is no region", code, up)
		}
		if p.zh == "" || len(p.en) == 0 {
			t.Errorf("%s has no name in a language", code)
		}
		if zone := g.Zone(code); zone == nil {
			t.Errorf("%s has no zone", code)
		}
	}
	if !g.Within("330106", "330000") || g.Within("330106", "320000") {
		t.Error("Within is wrong about 330106")
	}
}
