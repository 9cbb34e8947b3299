package cli

import (
	"errors"
	"fmt"
	"maps"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Config is what the administrator set: flag before environment before file before default (settings.go). Keys that end in _file name a file that holds the secret.
type Config struct {
	Listen         string                     `yaml:"listen"`
	PublicURL      string                     `yaml:"public_url"`
	AdminListen    string                     `yaml:"admin_listen"`
	TrustedProxies []string                   `yaml:"trusted_proxies"`
	KeyFile        string                     `yaml:"key_file"`
	Store          string                     `yaml:"store"`
	Regions        []string                   `yaml:"regions"`
	Offices        map[string]OfficeConfig    `yaml:"offices"`
	Web            WebConfig                  `yaml:"web"`
	WeChat         map[string]WeChatConfig    `yaml:"wechat"`
	Alipay         map[string]AlipayConfig    `yaml:"alipay"`
	WeChatPay      map[string]WeChatPayConfig `yaml:"wechatpay"`
	LLM            LLMConfig                  `yaml:"llm"`
	Connectors     map[string]ConnectorConfig `yaml:"connectors"`

	origins map[string]string // key: where its value came from
	env     map[string]string // BANSHI_*
}

// OfficeConfig replaces what the definitions say of a region's office.
type OfficeConfig struct {
	Name   Bilingual `yaml:"name"`
	Phone  string    `yaml:"phone"`
	Hours  Bilingual `yaml:"hours"`
	Notice Bilingual `yaml:"notice"`
}

// Bilingual is a text in both languages.
type Bilingual struct {
	ZH string `yaml:"zh"`
	EN string `yaml:"en"`
}

// WebConfig is the chat page and widget.
type WebConfig struct {
	Origins []string  `yaml:"origins"`
	Agency  Bilingual `yaml:"agency"` // whose page it is, in its header
}

// WeChatConfig is one official account.
type WeChatConfig struct {
	Regions       []string `yaml:"regions"`
	Lang          string   `yaml:"lang"`
	AppID         string   `yaml:"app_id"`
	AppSecretFile string   `yaml:"app_secret_file"`
	TokenFile     string   `yaml:"token_file"`
	AESKeyFile    string   `yaml:"aes_key_file"`
	Mode          string   `yaml:"mode"`
	APIBase       string   `yaml:"api_base"`
}

// AlipayConfig is one Alipay account. It is read, so that one file serves all builds; this one does not serve it.
type AlipayConfig struct {
	AppID               string   `yaml:"app_id"`
	Regions             []string `yaml:"regions"`
	Lang                string   `yaml:"lang"`
	PrivateKeyFile      string   `yaml:"private_key_file"`
	AlipayPublicKeyFile string   `yaml:"alipay_public_key_file"`
	AESKeyFile          string   `yaml:"aes_key_file"`
	Gateway             string   `yaml:"gateway"`
}

// WeChatPayConfig is one WeChat Pay merchant. It is read, so that one file serves all builds; this one does not
// serve it.
type WeChatPayConfig struct {
	MchID          string `yaml:"mch_id"`
	Serial         string `yaml:"serial"`
	PrivateKeyFile string `yaml:"private_key_file"`
	APIV3KeyFile   string `yaml:"api_v3_key_file"`
	PublicKeyID    string `yaml:"public_key_id"`
	PublicKeyFile  string `yaml:"public_key_file"`
	APIBase        string `yaml:"api_base"`
}

// LLMConfig is the optional model.
type LLMConfig struct {
	BaseURL     string `yaml:"base_url"`
	Model       string `yaml:"model"`
	APIKeyFile  string `yaml:"api_key_file"`
	DailyBudget int    `yaml:"daily_budget"`
	Abroad      bool   `yaml:"abroad"` // the administrator says so: a model outside the country may be asked
}

// ConnectorConfig is where an agency is and as whom it is asked.
type ConnectorConfig struct {
	Base           string   `yaml:"base"`
	CredentialFile string   `yaml:"credential_file"`
	Networks       []string `yaml:"networks"` // of the administration the address may lead into
}

// sandboxed decides whether agencies and money are played. On auto they are while nothing real is configured.
func sandboxed(mode, listen string, c *Config) (bool, error) {
	switch mode {
	case "on":
		return true, nil
	case "off":
		return false, nil
	}
	if !loopback(listen) {
		return false, environment("listening on %s, not on loopback: say --sandbox on (a demo) or --sandbox off (real agencies)", listen)
	}
	for _, a := range c.addresses() {
		if !loopback(a) {
			return false, environment("%s is configured, which is not on loopback: say --sandbox on (a demo) or --sandbox off (real agencies)", a)
		}
	}
	return true, nil
}

// addresses are all the configured messaging, payment and identity addresses; an empty one of a configured
// account is the real platform.
func (c *Config) addresses() []string {
	var out []string
	add := func(base, platform string) {
		if base == "" {
			base = platform
		}
		out = append(out, base)
	}
	for _, name := range slices.Sorted(maps.Keys(c.WeChat)) {
		add(c.WeChat[name].APIBase, "https://api.weixin.qq.com")
	}
	for _, name := range slices.Sorted(maps.Keys(c.Alipay)) {
		add(c.Alipay[name].Gateway, "https://openapi.alipay.com/gateway.do")
	}
	for _, name := range slices.Sorted(maps.Keys(c.WeChatPay)) {
		add(c.WeChatPay[name].APIBase, "https://api.mch.weixin.qq.com")
	}
	return out
}

// loopback reports whether an address, host:port or URL, is this machine's own.
func loopback(address string) bool {
	host := address
	if u, err := url.Parse(address); err == nil && u.Host != "" {
		host = u.Host
	}
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(strings.Trim(host, "[]"))
	return ip != nil && ip.IsLoopback()
}

// secret reads a secret from the file a key names, or from the environment: wechat.main.token_file is the file
// named there or in BANSHI_WECHAT_MAIN_TOKEN_FILE, else the value of BANSHI_WECHAT_MAIN_TOKEN.
func (c *Config) secret(key, path string) (string, error) {
	if s := strings.TrimSpace(c.env[envName(strings.TrimSuffix(key, "_file"))]); s != "" && path == "" {
		return s, nil
	}
	if path == "" {
		return "", nil
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return "", environment("%s: %v", key, err)
	}
	s := strings.TrimSpace(string(b))
	if s == "" {
		return "", environment("%s: %s is empty", key, path)
	}
	return s, nil
}

var errNoStore = errors.New("store must be sqlite:PATH or postgres://…")

// sqlitePath is the file of the embedded database.
func (c *Config) sqlitePath() (string, error) {
	p, ok := strings.CutPrefix(c.Store, "sqlite:")
	if !ok {
		return "", environment("store %q: %v; this build serves sqlite", c.Store, errNoStore)
	}
	if err := os.MkdirAll(filepath.Dir(p), 0o700); err != nil {
		return "", fmt.Errorf("data folder: %w", err)
	}
	return p, nil
}
