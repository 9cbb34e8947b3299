package rest

import (
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
	"time"

	"code.dny.dev/ssrf"
)

// Reach widens where an agency's host name may lead. The zero value allows public addresses only.
type Reach struct {
	Private []netip.Prefix // networks of the administration itself, such as 10.20.0.0/16
}

// Client makes the HTTP client for one agency. The resolved address is checked when dialling, so that a name which
// turns to an inner address leads nowhere: a loopback base reaches loopback only, any other base public addresses
// and the named private networks only.
func Client(base *url.URL, c Credential, reach Reach) (*http.Client, error) {
	tlsConfig := &tls.Config{MinVersion: tls.VersionTLS12}
	if holder, ok := c.(certified); ok {
		tlsConfig.Certificates = []tls.Certificate{holder.certificate()}
	}
	dialer := &net.Dialer{Timeout: 5 * time.Second, Control: control(base, reach)}
	return &http.Client{Transport: &http.Transport{
		Proxy:                  nil,
		DialContext:            dialer.DialContext,
		TLSClientConfig:        tlsConfig,
		ForceAttemptHTTP2:      true,
		TLSHandshakeTimeout:    5 * time.Second,
		MaxIdleConnsPerHost:    32,
		IdleConnTimeout:        30 * time.Second,
		MaxResponseHeaderBytes: 64 << 10,
	}}, nil
}

// control is the dialler's check of the resolved address.
func control(base *url.URL, reach Reach) func(network, address string, c syscall.RawConn) error {
	if loopback(base.Hostname()) {
		return func(_, address string, _ syscall.RawConn) error {
			host, _, err := net.SplitHostPort(address)
			if err != nil {
				return err
			}
			if ip, err := netip.ParseAddr(host); err != nil || !ip.Unmap().IsLoopback() {
				return errors.New("loopback address leads elsewhere")
			}
			return nil
		}
	}
	var v4, v6 []netip.Prefix
	for _, p := range reach.Private {
		if p.Addr().Is4() {
			v4 = append(v4, p)
		} else {
			v6 = append(v6, p)
		}
	}
	return ssrf.New(ssrf.WithAnyPort(), ssrf.WithAllowedV4Prefixes(v4...), ssrf.WithAllowedV6Prefixes(v6...)).Safe
}

// loopback tells whether a host of an address is this machine by its spelling.
func loopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil && ip.Unmap().IsLoopback()
}
