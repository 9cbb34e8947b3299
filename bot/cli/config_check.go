package cli

import (
	"fmt"
	"maps"
	"net"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

var regionCode = regexp.MustCompile(`^[0-9]{6}$`)

// faults are the values that have the right shape but make no sense, each with where it came from.
func (c *Config) faults() []string {
	var out []string
	fault := func(key, format string, a ...any) {
		out = append(out, fmt.Sprintf("%s: error: %s: %s", strings.TrimPrefix(c.origin(key), "file "), key, fmt.Sprintf(format, a...)))
	}
	for _, s := range []struct{ key, value string }{{"listen", c.Listen}, {"admin_listen", c.AdminListen}} {
		if _, _, err := net.SplitHostPort(s.value); err != nil {
			fault(s.key, "%q is not host:port", s.value)
		}
	}
	if u, err := url.Parse(c.PublicURL); c.PublicURL != "" && (err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https") {
		fault("public_url", "%q is not an address such as https://banshi.city.example", c.PublicURL)
	}
	codes := func(key string, list []string) {
		for _, r := range list {
			if !regionCode.MatchString(r) {
				fault(key, "%q is no region code of six digits", r)
			}
		}
	}
	codes("regions", c.Regions)
	for _, name := range slices.Sorted(maps.Keys(c.WeChat)) {
		w := c.WeChat[name]
		codes("wechat."+name+".regions", w.Regions)
		if !slices.Contains([]string{"", "safe", "clear", "compat"}, w.Mode) {
			fault("wechat."+name+".mode", "%q is none of safe, clear and compat", w.Mode)
		}
	}
	for _, code := range slices.Sorted(maps.Keys(c.Offices)) {
		codes("offices."+code, []string{code})
		c.Offices[code].halves("offices."+code, fault)
	}
	halves("web.agency", c.Web.Agency, fault)
	c.networks(fault)
	return out
}

// halves names texts of an office that stand in one language only.
func (o OfficeConfig) halves(key string, fault func(key, format string, a ...any)) {
	halves(key+".name", o.Name, fault)
	halves(key+".hours", o.Hours, fault)
	halves(key+".notice", o.Notice, fault)
}

func halves(key string, text Bilingual, fault func(key, format string, a ...any)) {
	if (text.ZH == "") != (text.EN == "") {
		fault(key, "needs both zh and en")
	}
}

func (c *Config) networks(fault func(key, format string, a ...any)) {
	for _, p := range c.TrustedProxies {
		if _, err := network(p); err != nil {
			fault("trusted_proxies", "%q is neither an address nor a network", p)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.Connectors)) {
		k := c.Connectors[name]
		if k.Base == "" {
			fault("connectors."+name+".base", "the address is missing")
		}
		for _, n := range k.Networks {
			if _, err := netip.ParsePrefix(n); err != nil {
				fault("connectors."+name+".networks", "%q is not a network such as 10.20.0.0/16", n)
			}
		}
	}
}

// network reads an address or a network.
func network(s string) (netip.Prefix, error) {
	if a, err := netip.ParseAddr(s); err == nil {
		return netip.PrefixFrom(a, a.BitLen()), nil
	}
	return netip.ParsePrefix(s)
}

// origin tells where a key's value came from: of an entry, where the first of its keys did.
func (c *Config) origin(key string) string {
	if at, ok := c.origins[key]; ok {
		return at
	}
	for _, k := range slices.Sorted(maps.Keys(c.origins)) {
		if len(k) > len(key) && k[:len(key)] == key && k[len(key)] == '.' {
			return c.origins[k]
		}
	}
	return "default"
}
