package cli

import (
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/banshi-bot/banshi/intents"
)

func file(t *testing.T, name, text string) string {
	t.Helper()
	p := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(p, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return p
}

// TestPrecedence lays every place over the one below it, for each key that has all four.
func TestPrecedence(t *testing.T) {
	path := file(t, "banshi.yaml", "listen: 127.0.0.1:1\nadmin_listen: 127.0.0.1:2\nstore: sqlite:file.db\nkey_file: file.key\npublic_url: https://file.example\n")
	env := map[string]string{
		"BANSHI_LISTEN": "127.0.0.1:11", "BANSHI_ADMIN_LISTEN": "127.0.0.1:12", "BANSHI_STORE": "sqlite:env.db",
		"BANSHI_KEY_FILE": "env.key", "BANSHI_PUBLIC_URL": "https://env.example/",
	}
	flags := map[string]string{"listen": "127.0.0.1:21", "admin_listen": "127.0.0.1:22", "store": "sqlite:flag.db"}
	pick := func(c *Config) []string { return []string{c.Listen, c.AdminListen, c.Store, c.KeyFile, c.PublicURL} }
	for _, c := range []struct {
		name       string
		file       string
		env, flags map[string]string
		want       []string
		origin     string // of listen
	}{
		{"default", "", nil, nil, []string{"127.0.0.1:8080", "127.0.0.1:0", "sqlite:d/banshi.db", "d/keys/master", ""}, "default"},
		{"file", path, nil, nil, []string{"127.0.0.1:1", "127.0.0.1:2", "sqlite:file.db", "file.key", "https://file.example"}, "file " + path + ":1:9"},
		{"environment", path, env, nil, []string{"127.0.0.1:11", "127.0.0.1:12", "sqlite:env.db", "env.key", "https://env.example"}, "environment BANSHI_LISTEN"},
		{"flag", path, env, flags, []string{"127.0.0.1:21", "127.0.0.1:22", "sqlite:flag.db", "env.key", "https://env.example"}, "flag --listen"},
		{"flag alone", "", nil, flags, []string{"127.0.0.1:21", "127.0.0.1:22", "sqlite:flag.db", "d/keys/master", ""}, "flag --listen"},
	} {
		got, err := loadConfig(&Globals{Data: "d", Config: c.file}, c.env, c.flags)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if !slices.Equal(pick(got), c.want) || got.origin("listen") != c.origin {
			t.Errorf("%s: %q from %q, want %q from %q", c.name, pick(got), got.origin("listen"), c.want, c.origin)
		}
	}
}

// TestEnvironment reads every shape of setting from variables, also into entries only they name.
func TestEnvironment(t *testing.T) {
	path := file(t, "banshi.yaml", "connectors:\n  traffic: {base: \"https://traffic.example\"}\n  city-hall: {base: \"https://hall.example\"}\n")
	c, err := loadConfig(&Globals{Data: "d", Config: path}, map[string]string{
		"BANSHI_CONNECTORS_TRAFFIC_NETWORKS": "10.0.0.0/8, 192.168.0.0/16",
		"BANSHI_CONNECTORS_CITY_HALL_BASE":   "https://new.example",
		"BANSHI_CONNECTORS_PARKING_LOT_BASE": "https://parking.example",
		"BANSHI_WECHAT_MAIN_APP_ID":          "wx1",
		"BANSHI_WECHAT_MAIN_TOKEN_FILE":      "t",
		"BANSHI_OFFICES_410100_NAME_ZH":      "市民之家",
		"BANSHI_OFFICES_410100_NAME_EN":      "Citizens' Home",
		"BANSHI_LLM_DAILY_BUDGET":            "1000",
		"BANSHI_LLM_ABROAD":                  "true",
		"BANSHI_REGIONS":                     "330100,410100",
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := c.Connectors["traffic"]; got.Base != "https://traffic.example" || len(got.Networks) != 2 {
		t.Errorf("traffic: %+v", got)
	}
	if got := c.Connectors["city-hall"].Base; got != "https://new.example" || len(c.Connectors) != 3 {
		t.Errorf("connectors: %+v", c.Connectors)
	}
	if got := c.Connectors["parking_lot"].Base; got != "https://parking.example" {
		t.Errorf("parking_lot: %q", got)
	}
	if got := c.WeChat["main"]; got.AppID != "wx1" || got.TokenFile != "t" {
		t.Errorf("wechat.main: %+v", got)
	}
	if got := c.Offices["410100"].Name; got != (Bilingual{"市民之家", "Citizens' Home"}) {
		t.Errorf("office: %+v", got)
	}
	if !slices.Equal(c.Regions, []string{"330100", "410100"}) || c.LLM.DailyBudget != 1000 || !c.LLM.Abroad {
		t.Errorf("regions %v, llm %+v", c.Regions, c.LLM)
	}
	for name, v := range map[string]string{"BANSHI_LLM_DAILY_BUDGET": "many", "BANSHI_LLM_ABROAD": "perhaps", "BANSHI_REGIONS": "33"} {
		if _, err := loadConfig(&Globals{}, map[string]string{name: v}, nil); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s=%s: %v", name, v, err)
		}
	}
}

// TestSecrets: a file in the settings, a file in the environment, a value in the environment; never printed.
func TestSecrets(t *testing.T) {
	inFile, inEnv := file(t, "a", "from file\n"), file(t, "b", "from the file of the environment")
	yaml := file(t, "banshi.yaml", "wechat:\n  main: {app_id: wx1, token_file: "+inFile+"}\n")
	for _, c := range []struct {
		name, yaml string
		env        map[string]string
		want       string
	}{
		{"file", yaml, nil, "from file"},
		{"file in the environment", yaml, map[string]string{"BANSHI_WECHAT_MAIN_TOKEN_FILE": inEnv}, "from the file of the environment"},
		{"value in the environment", "", map[string]string{"BANSHI_WECHAT_MAIN_TOKEN": "from the environment"}, "from the environment"},
		{"none", "", nil, ""},
	} {
		cfg, err := loadConfig(&Globals{Config: c.yaml}, c.env, nil)
		if err != nil {
			t.Fatal(err)
		}
		got, err := cfg.secret("wechat.main.token_file", cfg.WeChat["main"].TokenFile)
		if err != nil || got != c.want {
			t.Errorf("%s: %q, %v, want %q", c.name, got, err, c.want)
		}
		for _, v := range cfg.values() {
			if got != "" && strings.Contains(v.Value, got) {
				t.Errorf("%s: config shows the secret under %s", c.name, v.Key)
			}
		}
	}
	cfg := &Config{}
	var f *failure
	for _, path := range []string{file(t, "empty", " \n"), "nowhere"} {
		if _, err := cfg.secret("k", path); !errors.As(err, &f) || f.code != exitEnvironment {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// TestSandboxAuto: on loopback alone the sandbox is on; anything real asks for a decision.
func TestSandboxAuto(t *testing.T) {
	real := &Config{WeChat: map[string]WeChatConfig{"main": {}}}
	local := &Config{WeChat: map[string]WeChatConfig{"main": {APIBase: "http://127.0.0.1:9"}}, Alipay: map[string]AlipayConfig{"main": {Gateway: "http://[::1]:9/gateway.do"}}}
	for _, c := range []struct {
		mode, listen string
		cfg          *Config
		played, ok   bool
	}{
		{"auto", "127.0.0.1:8080", &Config{}, true, true},
		{"auto", "localhost:8080", local, true, true},
		{"auto", "[::1]:8080", &Config{}, true, true},
		{"auto", "0.0.0.0:8080", &Config{}, false, false},
		{"auto", ":8080", &Config{}, false, false},
		{"auto", "127.0.0.1:8080", real, false, false},
		{"auto", "127.0.0.1:8080", &Config{Alipay: map[string]AlipayConfig{"main": {}}}, false, false},
		{"auto", "127.0.0.1:8080", &Config{WeChatPay: map[string]WeChatPayConfig{"main": {}}}, false, false},
		{"on", "0.0.0.0:8080", real, true, true},
		{"off", "127.0.0.1:8080", &Config{}, false, true},
	} {
		played, err := sandboxed(c.mode, c.listen, c.cfg)
		if played != c.played || (err == nil) != c.ok {
			t.Errorf("sandboxed(%s, %s) = %v, %v, want %v, %v", c.mode, c.listen, played, err, c.played, c.ok)
		}
	}
}

func TestOffice(t *testing.T) {
	d := definitions{offices: map[string]OfficeConfig{
		"330100": {Name: Bilingual{"市民中心", "Citizens' Centre"}, Phone: "0571-1", Notice: Bilingual{"今日停电", "no power today"}},
		"330106": {Phone: "0571-2"},
	}}
	shipped := intents.Office{Name: intents.Text{ZH: "交警支队", EN: "Police"}, Phone: "12345", Hours: intents.Hours{Said: intents.Text{ZH: "9–17点", EN: "9 to 17"}}}
	for _, c := range []struct {
		region, name, phone, hours string
		said                       bool
	}{
		{"330100", "市民中心", "0571-1", "9–17点（今日停电）", true},
		{"330102", "市民中心", "0571-1", "9–17点（今日停电）", true}, // a district of that city
		{"330106", "交警支队", "0571-2", "9–17点", true},       // has its own
		{"410100", "交警支队", "12345", "9–17点", false},
	} {
		it := &intents.Item{Intent: &intents.Intent{Office: shipped}, Region: c.region, Digest: "d"}
		o, said := d.office(it)
		if o.Name.ZH != c.name || o.Phone != c.phone || o.Hours.Said.ZH != c.hours || said != c.said {
			t.Errorf("%s: %+v, %v", c.region, o, said)
		}
		if moved := it.WithOffice(o); moved.Digest != it.Digest || it.Office.Phone != "12345" {
			t.Errorf("%s: the item itself changed", c.region)
		}
	}
}

func TestPeer(t *testing.T) {
	peer := (&Config{TrustedProxies: []string{"10.0.0.0/8", "127.0.0.1"}}).peer()
	for _, c := range []struct{ remote, forwarded, want string }{
		{"203.0.113.9:1", "", "203.0.113.9"},
		{"203.0.113.9:1", "198.51.100.1", "203.0.113.9"}, // no proxy of ours: what it says counts for nothing
		{"10.0.0.1:1", "198.51.100.1", "198.51.100.1"},
		{"10.0.0.1:1", "1.2.3.4, 198.51.100.1, 10.0.0.2", "198.51.100.1"}, // the first was made up by the sender
		{"10.0.0.1:1", "nonsense", "10.0.0.1"},
		{"127.0.0.1:1", "::ffff:198.51.100.1", "198.51.100.1"},
		{"10.0.0.1:1", "", "10.0.0.1"},
	} {
		r := &http.Request{RemoteAddr: c.remote, Header: http.Header{}}
		if c.forwarded != "" {
			r.Header.Set("X-Forwarded-For", c.forwarded)
		}
		if got := peer(r).String(); got != c.want {
			t.Errorf("%s for %q: %s, want %s", c.remote, c.forwarded, got, c.want)
		}
	}
}
