package rest

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"io"
	"log"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/banshi-bot/banshi/connectors"
	"github.com/banshi-bot/banshi/connectors/sign"
	"github.com/banshi-bot/banshi/intents"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestParseBase(t *testing.T) {
	for _, c := range []struct {
		base string
		ok   bool
	}{
		{"https://traffic.example/api/", true}, {"http://127.0.0.1:9000/traffic", true}, {"http://localhost:9000", true}, {"http://[::1]:9000", true},
		{"http://traffic.example", false}, {"http://10.0.0.1", false}, {"http://127.0.0.1.example", false}, {"http://2130706433", false},
		{"ftp://127.0.0.1", false}, {"file:///etc/passwd", false}, {"//traffic.example", false}, {"https://", false}, {"", false},
		{"https://user:secret@traffic.example", false}, {"https://traffic.example?a=1", false}, {"https://traffic.example#a", false}, {"https://a b", false},
	} {
		_, err := ParseBase(c.base)
		if (err == nil) != c.ok {
			t.Errorf("ParseBase(%q): %v", c.base, err)
		}
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("ParseBase(%q): the error holds the password", c.base)
		}
	}
}

// Row 9 of the threats: whatever the name of an agency resolves to, only public addresses and the named networks are
// dialled; an address that claims to be loopback leads to loopback only.
func TestDialGuard(t *testing.T) {
	private := Reach{Private: []netip.Prefix{netip.MustParsePrefix("10.20.0.0/16"), netip.MustParsePrefix("fd12::/16")}}
	for _, c := range []struct {
		base, network, resolved string
		reach                   Reach
		ok                      bool
	}{
		{"https://agency.example", "tcp4", "203.119.0.1:443", Reach{}, true},
		{"https://agency.example", "tcp4", "203.119.0.1:8443", Reach{}, true},
		{"https://agency.example", "tcp4", "127.0.0.1:443", Reach{}, false}, // rebinding
		{"https://agency.example", "tcp4", "10.20.0.5:443", Reach{}, false},
		{"https://agency.example", "tcp4", "10.20.0.5:443", private, true},
		{"https://agency.example", "tcp4", "10.21.0.5:443", private, false},
		{"https://agency.example", "tcp6", "[fd12::1]:443", private, true},
		{"https://agency.example", "tcp4", "192.168.1.1:443", Reach{}, false},
		{"https://agency.example", "tcp4", "172.16.0.1:443", Reach{}, false},
		{"https://agency.example", "tcp4", "169.254.169.254:443", Reach{}, false},
		{"https://agency.example", "tcp4", "0.0.0.0:443", Reach{}, false},
		{"https://agency.example", "tcp6", "[::1]:443", Reach{}, false},
		{"https://agency.example", "tcp6", "[::ffff:127.0.0.1]:443", Reach{}, false},
		{"https://agency.example", "tcp6", "[fe80::1]:443", Reach{}, false},
		{"http://localhost:9000", "tcp4", "127.0.0.1:9000", Reach{}, true},
		{"http://localhost:9000", "tcp6", "[::1]:9000", Reach{}, true},
		{"http://localhost:9000", "tcp4", "169.254.169.254:9000", Reach{}, false},
	} {
		base, err := url.Parse(c.base)
		if err != nil {
			t.Fatal(err)
		}
		if err := control(base, c.reach)(c.network, c.resolved, nil); (err == nil) != c.ok {
			t.Errorf("%s to %s: %v", c.base, c.resolved, err)
		}
	}
}

func credential(t *testing.T, content string) (Credential, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "credential")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return ReadCredential(path)
}

func TestCredentials(t *testing.T) {
	op := &intents.Operation{Name: "x", Effect: intents.Write, Key: "body:id", HTTP: intents.HTTP{Method: "POST", Path: "/x"}}
	for _, c := range []struct{ file, header, want string }{
		{"kind: bearer\ntoken: abc", "Authorization", "Bearer abc"},
		{"kind: basic\nuser: u\npassword: p", "Authorization", "Basic dTpw"},
		{"kind: header\nname: X-Api-Key\nvalue: abc", "X-Api-Key", "abc"},
		{"kind: hmac\nkey_id: k1\nsecret: abc", sign.KeyHeader, "k1"},
	} {
		cred, err := credential(t, c.file)
		if err != nil {
			t.Errorf("%s: %v", c.file, err)
			continue
		}
		got, err := send(t, op, nil, cred)
		if err != nil || got.header.Get(c.header) != c.want {
			t.Errorf("%s: %v sent %q", c.file, err, got.header.Get(c.header))
		}
		if strings.HasPrefix(c.file, "kind: hmac") {
			r := httptest.NewRequest("POST", "http://127.0.0.1"+got.path, nil)
			r.Header = got.header
			if err := sign.Verify(r, []byte(got.body), []byte("abc"), time.Now()); err != nil {
				t.Errorf("signature: %v", err)
			}
		}
	}
}

func TestBadCredentials(t *testing.T) {
	for _, file := range []string{
		"", "kind: bearer", "kind: bearer\ntoken: ''", "kind: magic\ntoken: hunter2", "kind: bearer\ntoken: hunter2\nuser2: x",
		"kind: header\nname: X\nvalue: \"hunter2\\nX: y\"", "hunter2", "kind: certificate\ncertificate: no.pem\nkey: no.key", "kind: hmac\nkey_id: k",
		"kind: bearer\ntoken: " + strings.Repeat("hunter2", 20000),
	} {
		_, err := credential(t, file)
		if err == nil {
			t.Errorf("%.40q was taken", file)
		} else if strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%.40q: the error holds the secret", file)
		}
	}
	if _, err := ReadCredential(filepath.Join(t.TempDir(), "none")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
}

// pair makes a self-signed certificate for a host.
func pair(t *testing.T, host string) (certPEM, keyPEM []byte) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: host}, DNSNames: []string{host},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: raw})
}

func TestClientCertificate(t *testing.T) {
	dir := t.TempDir()
	certPEM, keyPEM := pair(t, "banshi")
	for name, b := range map[string][]byte{"client.pem": certPEM, "client.key": keyPEM, "credential": []byte("kind: certificate\ncertificate: client.pem\nkey: client.key")} {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cred, err := ReadCredential(filepath.Join(dir, "credential"))
	if err != nil {
		t.Fatal(err)
	}
	seen := ""
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { seen = r.TLS.PeerCertificates[0].Subject.CommonName }))
	clients := x509.NewCertPool()
	clients.AppendCertsFromPEM(certPEM)
	server.TLS = &tls.Config{ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: clients}
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	defer server.Close()
	base, err := ParseBase(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	client, err := Client(base, cred, Reach{})
	if err != nil {
		t.Fatal(err)
	}
	ask := func() error {
		conn, err := New(Config{Base: server.URL, Client: client, Credential: cred})
		if err != nil {
			t.Fatal(err)
		}
		_, err = conn.Do(context.Background(), connectors.Call{Operation: &intents.Operation{Name: "x", Effect: intents.Write, HTTP: intents.HTTP{Method: "POST", Path: "/"}}})
		return err
	}
	if err := ask(); err == nil || seen != "" {
		t.Errorf("a server nobody vouches for was believed: %v", err)
	}
	trusted := x509.NewCertPool()
	trusted.AddCert(server.Certificate())
	client.Transport.(*http.Transport).TLSClientConfig.RootCAs = trusted
	if err := ask(); err != nil || seen != "banshi" {
		t.Errorf("client certificate %q: %v", seen, err)
	}
}

// Neither a proxy of the environment nor a cookie of the agency has any say.
func TestNoProxyNoCookies(t *testing.T) {
	t.Setenv("HTTP_PROXY", "http://127.0.0.1:1")
	t.Setenv("HTTPS_PROXY", "http://127.0.0.1:1")
	base, err := ParseBase("https://agency.example")
	if err != nil {
		t.Fatal(err)
	}
	client, err := Client(base, nil, Reach{})
	if err != nil {
		t.Fatal(err)
	}
	if client.Transport.(*http.Transport).Proxy != nil || client.Jar != nil {
		t.Error("the client has a proxy or a jar")
	}
}
