package cli

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"github.com/banshi-bot/banshi/store"
)

type doctorCommand struct {
	JSON bool `help:"One JSON object per check."`
}

// finding is what one check says. State is ok, warn or fail.
type finding struct {
	State string `json:"state"`
	Check string `json:"check"`
	Text  string `json:"text"`
	Fix   string `json:"fix,omitempty"`
}

// examination gathers findings.
type examination struct {
	run  *run
	cfg  *Config
	list []finding
}

func (x *examination) ok(check, format string, a ...any) {
	x.list = append(x.list, finding{"ok", check, fmt.Sprintf(format, a...), ""})
}

func (x *examination) warn(check, fix, format string, a ...any) {
	x.list = append(x.list, finding{"warn", check, fmt.Sprintf(format, a...), fix})
}

func (x *examination) fail(check, fix, format string, a ...any) {
	x.list = append(x.list, finding{"fail", check, fmt.Sprintf(format, a...), fix})
}

// Run checks everything around the program: one line each, and how to mend it.
func (c *doctorCommand) Run(r *run) error {
	x := &examination{run: r}
	cfg, err := r.config(nil)
	if err != nil {
		x.fail("config", "mend the file or the variable that is named", "%v", err)
		return c.report(r, x)
	}
	x.cfg = cfg
	x.ok("config", "%s", or(r.globals.Config, "no file"))
	for _, check := range []func(){x.mode, x.variables, x.folder, x.key, x.database, x.requests, x.definitions, x.secrets, x.connectors, x.address, x.port} {
		check()
	}
	return c.report(r, x)
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

func (c *doctorCommand) report(r *run, x *examination) error {
	failed := false
	for _, f := range x.list {
		failed = failed || f.State == "fail"
		if c.JSON {
			if err := writeJSON(r.out, f); err != nil {
				return err
			}
			continue
		}
		line := fmt.Sprintf("%-4s %-12s %s", f.State, f.Check, f.Text)
		if f.Fix != "" {
			line += " — " + f.Fix
		}
		fmt.Fprintln(r.out, line)
	}
	if failed {
		return errFindings
	}
	return nil
}

func (x *examination) mode() {
	if names := x.cfg.unserved(); len(names) > 0 {
		x.warn("config", "they are read and left alone", "not served by this build: %s", strings.Join(names, ", "))
	}
	played, err := sandboxed(x.run.globals.Sandbox, x.cfg.Listen, x.cfg)
	if err != nil {
		x.fail("sandbox", "", "%v", err)
		return
	}
	x.ok("sandbox", "%s", onOff(played))
}

// variables names variables of ours that mean nothing: a mistyped one is silent otherwise.
func (x *examination) variables() {
	known := map[string]bool{}
	for _, v := range x.run.globalValues() {
		known[envName(v.Key)] = true
	}
	for _, v := range x.cfg.values() {
		known[envName(v.Key)], known[envName(strings.TrimSuffix(v.Key, "_file"))] = true, true
	}
	known["BANSHI_SANDBOX_LISTEN"] = true
	for _, name := range slices.Sorted(maps.Keys(environ())) {
		if !known[name] {
			x.warn("environment", "remove it, or write it as banshi config shows the key", "%s means nothing", name)
		}
	}
}

// least is how much room a disk should have.
const least = 512 << 20

func (x *examination) folder() {
	dir := x.run.globals.Data
	info, err := os.Stat(dir)
	if errors.Is(err, os.ErrNotExist) {
		x.ok("data", "%s is not there yet; serve makes it", dir)
		return
	}
	if err != nil {
		x.fail("data", "let this user read it", "%v", err)
		return
	}
	if unix.Access(dir, unix.W_OK) != nil {
		x.fail("data", "let this user write it", "%s cannot be written", dir)
		return
	}
	var disk unix.Statfs_t
	if err := unix.Statfs(dir, &disk); err == nil {
		if free := disk.Bavail * uint64(disk.Bsize); free < least {
			x.warn("data", "make room: a full disk takes no messages", "%d MiB free under %s", free>>20, dir)
			return
		}
	}
	if info.Mode().Perm()&0o077 != 0 {
		x.warn("data", "chmod 700 "+dir, "%s can be read by others", dir)
		return
	}
	x.ok("data", "%s", dir)
}

func (x *examination) key() {
	info, err := os.Stat(x.cfg.KeyFile)
	if errors.Is(err, os.ErrNotExist) {
		x.ok("key", "%s is not there yet; serve makes it", x.cfg.KeyFile)
		return
	}
	if err == nil {
		_, err = store.LoadKey(x.cfg.KeyFile)
	}
	switch {
	case err != nil:
		x.fail("key", "put the master key back; without it nothing can be read", "%v", err)
	case info.Mode().Perm()&0o077 != 0:
		x.fail("key", "chmod 400 "+x.cfg.KeyFile, "%s can be read by others", x.cfg.KeyFile)
	default:
		x.ok("key", "%s", x.cfg.KeyFile)
	}
}

func (x *examination) database() {
	path, _, err := x.cfg.existing()
	if err != nil {
		if _, statErr := os.Stat(strings.TrimPrefix(x.cfg.Store, "sqlite:")); errors.Is(statErr, os.ErrNotExist) {
			x.ok("store", "%s is not there yet; serve makes it", x.cfg.Store)
			return
		}
		x.fail("store", "see the message", "%v", err)
		return
	}
	s, err := x.run.open(store.Read)
	if err != nil {
		x.fail("store", "see docs/runbook.md", "%v", err)
		return
	}
	defer s.Close()
	var first string
	v, err := s.Verify(x.run.ctx, store.Rows, func(f store.Finding) { first = or(first, f.String()) })
	switch {
	case err != nil:
		x.fail("store", "banshi verify", "%v", err)
	case v.Findings > 0:
		x.fail("store", "banshi verify names them", "%d findings, the first: %s", v.Findings, first)
	default:
		x.ok("store", "%s: %d conversations, %d orders", filepath.Clean(path), v.Conversations, v.Orders)
	}
}

// requests tells what was promised to citizens and is not answered.
func (x *examination) requests() {
	if _, _, err := x.cfg.existing(); err != nil {
		return // database says so
	}
	s, err := x.run.open(store.Read)
	if err != nil {
		return
	}
	defer s.Close()
	switch open, overdue, err := s.OpenPromises(x.run.ctx, requestKind, time.Now().UnixMilli()); {
	case err != nil:
		x.fail("requests", "see docs/runbook.md", "%v", err)
	case overdue > 0:
		x.warn("requests", "banshi requests --overdue", "%d written requests are open, %d of them overdue", open, overdue)
	default:
		x.ok("requests", "%d written requests are open, none overdue", open)
	}
}

func (x *examination) definitions() {
	c, err := x.run.catalog(x.cfg)
	if err != nil {
		x.fail("definitions", "banshi check", "%v", err)
		return
	}
	x.ok("definitions", "%d services in %d regions, revision %.12s", len(c.Intents()), len(c.Regions), c.Revision)
	reach := x.run.reachable(x.cfg)
	for _, id := range slices.Sorted(maps.Keys(c.Agencies)) {
		if !reach(id) {
			x.warn("definitions", "set connectors."+id+".base", "%s has no address: its services are not open", id)
		}
	}
}

func (x *examination) secrets() {
	files := x.cfg.secretFiles()
	for _, key := range slices.Sorted(maps.Keys(files)) {
		info, err := os.Stat(files[key])
		switch {
		case err != nil:
			x.fail("secrets", "put the file there", "%s: %v", key, err)
		case info.Size() == 0:
			x.fail("secrets", "put the secret into it", "%s: %s is empty", key, files[key])
		case info.Mode().Perm()&0o077 != 0:
			x.warn("secrets", "chmod 400 "+files[key], "%s: %s can be read by others", key, files[key])
		default:
			x.ok("secrets", "%s", key)
		}
	}
}

// connectors asks each address for a connection, not for an answer.
func (x *examination) connectors() {
	for _, id := range slices.Sorted(maps.Keys(x.cfg.Connectors)) {
		x.dial("connector", id, x.cfg.Connectors[id].Base)
	}
	if x.cfg.LLM.BaseURL != "" {
		x.dial("llm", "model", x.cfg.LLM.BaseURL)
	}
}

func (x *examination) dial(check, name, base string) {
	u, err := url.Parse(base)
	if err != nil || u.Host == "" {
		x.fail(check, "write it as https://host/path", "%s: %q is no address", name, base)
		return
	}
	port := or(u.Port(), map[string]string{"https": "443", "http": "80"}[u.Scheme])
	address := net.JoinHostPort(u.Hostname(), port)
	ctx, cancel := context.WithTimeout(x.run.ctx, 5*time.Second)
	defer cancel()
	if u.Scheme == "http" {
		conn, err := new(net.Dialer).DialContext(ctx, "tcp", address)
		if err != nil {
			x.fail(check, "is it running, and may we reach it?", "%s: %v", name, err)
			return
		}
		_ = conn.Close()
		x.ok(check, "%s at %s", name, address)
		return
	}
	conn, err := new(tls.Dialer).DialContext(ctx, "tcp", address)
	if err != nil {
		x.fail(check, "is it running, may we reach it, is its certificate good?", "%s: %v", name, err)
		return
	}
	defer conn.Close()
	until := conn.(*tls.Conn).ConnectionState().PeerCertificates[0].NotAfter
	if left := time.Until(until); left < 21*24*time.Hour {
		x.warn(check, "tell its owner", "%s: the certificate ends on %s", name, until.Format(time.DateOnly))
		return
	}
	x.ok(check, "%s at %s, certificate until %s", name, address, until.Format(time.DateOnly))
}

// address looks at what citizens are sent to.
func (x *examination) address() {
	switch u := x.cfg.PublicURL; {
	case u == "":
		x.ok("public_url", "http://%s", x.cfg.Listen)
	case strings.HasPrefix(u, "https://") || loopback(u):
		x.ok("public_url", "%s", u)
	default:
		x.warn("public_url", "use https", "%s: links to pay and to log in would travel in the clear", u)
	}
	if len(x.cfg.WeChat) > 0 && x.cfg.PublicURL == "" {
		x.warn("public_url", "set it to what citizens' phones see", "links in WeChat would lead to http://%s", x.cfg.Listen)
	}
}

// port tells whether the address is free or serves already.
func (x *examination) port() {
	if err := health(x.run.ctx, x.cfg.Listen); err == nil {
		x.ok("listen", "%s serves and is healthy", x.cfg.Listen)
		return
	}
	ln, err := net.Listen("tcp", x.cfg.Listen)
	if err != nil {
		x.fail("listen", "stop the other program, or set --listen", "%v", err)
		return
	}
	_ = ln.Close()
	x.ok("listen", "%s is free", x.cfg.Listen)
}

type healthcheckCommand struct {
	Listen string `help:"Address of the server (default: that of the settings)." placeholder:"HOST:PORT"`
}

// Run asks a running server whether it takes messages: exit 0, or 3.
func (c *healthcheckCommand) Run(r *run) error {
	cfg, err := r.config(map[string]string{"listen": c.Listen})
	if err != nil {
		return err
	}
	if err := health(r.ctx, cfg.Listen); err != nil {
		return environment("%v", err)
	}
	_, err = fmt.Fprintln(r.out, "ok")
	return err
}

// health asks /healthz on this machine.
func health(ctx context.Context, listen string) error {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return err
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+net.JoinHostPort(host, port)+"/healthz", nil)
	if err != nil {
		return err
	}
	client := http.Client{Transport: &http.Transport{Proxy: nil, DisableKeepAlives: true}}
	res, err := client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s says %s", listen, res.Status)
	}
	return nil
}
