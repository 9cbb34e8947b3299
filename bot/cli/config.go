package cli

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

// Config is the administrator's file. Keys that end in _file name a file that holds the secret.
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
	LLM            LLMConfig                  `yaml:"llm"`
	Connectors     map[string]ConnectorConfig `yaml:"connectors"`
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
	Origins []string `yaml:"origins"`
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
	Private        []string `yaml:"private"` // networks of the administration the address may lead into
}

// loadConfig reads the file, if there is one, and fills in what follows from the data folder.
func loadConfig(g *Globals) (*Config, error) {
	c := &Config{}
	if g.Config != "" {
		src, err := os.ReadFile(g.Config)
		if err != nil {
			return nil, environment("configuration: %v", err)
		}
		if faults := decodeStrict(g.Config, src, c); len(faults) > 0 {
			return nil, environment("%s", strings.Join(faults, "\n"))
		}
	}
	if c.KeyFile == "" {
		c.KeyFile = filepath.Join(g.Data, "keys", "master")
	}
	if c.Store == "" {
		c.Store = "sqlite:" + filepath.Join(g.Data, "banshi.db")
	}
	return c, nil
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
	for _, w := range c.WeChat {
		base := w.APIBase
		if base == "" {
			base = "https://api.weixin.qq.com"
		}
		out = append(out, base)
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

// secret reads a secret from the file a key names.
func secret(key, path string) (string, error) {
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
