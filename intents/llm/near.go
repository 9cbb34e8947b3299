package llm

import (
	"io"
	"net/http"
	"net/netip"
)

// near reports whether a host is this machine or in a private network. A name other than localhost could lead
// anywhere, so it counts as abroad until the administrator says otherwise.
func near(host string) bool {
	if host == "localhost" {
		return true
	}
	a, err := netip.ParseAddr(host)
	return err == nil && (a.IsLoopback() || a.IsPrivate())
}

// maxBody is how many bytes of a response are read.
const maxBody = 64 << 10

// capped reads no more of a response than it may hold.
type capped struct{ next http.RoundTripper }

// RoundTrip sends the request and caps the response.
func (c capped) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := c.next.RoundTrip(r)
	if err == nil {
		res.Body = struct {
			io.Reader
			io.Closer
		}{io.LimitReader(res.Body, maxBody), res.Body}
	}
	return res, err
}
