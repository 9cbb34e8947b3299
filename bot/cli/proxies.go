package cli

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// peer tells who sends a request: the other end of the connection or, where that is a trusted proxy, whom the
// proxies say they speak for. What stands in the header before the first address that is not a proxy of ours was
// written by whoever sent the request, and counts for nothing.
func (c *Config) peer() func(*http.Request) netip.Addr {
	var trusted []netip.Prefix
	for _, s := range c.TrustedProxies {
		if p, err := network(s); err == nil { // checked when the settings were read
			trusted = append(trusted, p)
		}
	}
	ours := func(a netip.Addr) bool {
		return slices.ContainsFunc(trusted, func(p netip.Prefix) bool { return p.Contains(a) })
	}
	return func(r *http.Request) netip.Addr {
		end, err := netip.ParseAddrPort(r.RemoteAddr)
		if err != nil {
			return netip.Addr{}
		}
		at := end.Addr().Unmap()
		said := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		for i := len(said) - 1; i >= 0 && ours(at); i-- {
			next, err := netip.ParseAddr(strings.TrimSpace(said[i]))
			if err != nil {
				break
			}
			at = next.Unmap()
		}
		return at
	}
}
