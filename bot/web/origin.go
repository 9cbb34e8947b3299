package web

import (
	"net"
	"net/http"
	"net/url"
	"strings"
)

// allowed is the set of origins that may use the web chat: that of the public address, with the sandbox on the
// same port on localhost, and those of the configuration. The Host header is never asked.
func allowed(public string, more []string, sandbox bool) map[string]bool {
	set := map[string]bool{}
	for _, address := range append([]string{public}, more...) {
		if o := origin(address); o != "" {
			set[o] = true
		}
	}
	if u, err := url.Parse(public); err == nil && sandbox && u.Port() != "" {
		set["http://localhost:"+u.Port()] = true
	}
	return set
}

// origin is the scheme, host and port of an address as browsers send them.
func origin(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return ""
	}
	host := strings.ToLower(u.Hostname())
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if port := u.Port(); port != "" && !(u.Scheme == "http" && port == "80") && !(u.Scheme == "https" && port == "443") {
		_, port, _ = net.SplitHostPort("x:" + port)
		host += ":" + port
	}
	return u.Scheme + "://" + host
}

// permits reports whether a request comes from a page that may use the chat, or from no page at all.
func (ch *Channel) permits(r *http.Request) bool {
	sent := r.Header["Origin"]
	return len(sent) == 0 || len(sent) == 1 && ch.origins[sent[0]]
}

// guard stands before every path under /web/.
func (ch *Channel) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Cache-Control", "no-store")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Add("Vary", "Origin")
		if !ch.permits(r) {
			h.Set("Access-Control-Allow-Origin", "*") // so that a widget may read why, and say it
			refuse(w, http.StatusForbidden, refusal{code: badToken, why: "this origin is not among web.origins"})
			return
		}
		if from := r.Header.Get("Origin"); from != "" {
			h.Set("Access-Control-Allow-Origin", from)
			h.Set("Access-Control-Expose-Headers", "Retry-After")
		}
		if r.Method == http.MethodOptions && r.Header.Get("Access-Control-Request-Method") != "" {
			h.Set("Access-Control-Allow-Methods", "GET, POST")
			h.Set("Access-Control-Allow-Headers", "Authorization, Content-Type, Last-Event-ID")
			h.Set("Access-Control-Max-Age", "600")
			w.WriteHeader(http.StatusNoContent)
			return
		}
		next.ServeHTTP(w, r)
	})
}
