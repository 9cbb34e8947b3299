package rest

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/banshi-bot/banshi/connectors/sign"
)

// Credential says to an agency who asks.
type Credential interface {
	// Authorize adds it to a request whose body is known.
	Authorize(r *http.Request, body []byte, now time.Time, nonce string) error
}

// certified is a credential that is shown in the TLS handshake.
type certified interface {
	certificate() tls.Certificate
}

// credentialFile is what a credential file may say: `kind` and the fields of that kind.
type credentialFile struct {
	Kind        string `yaml:"kind"`
	Token       string `yaml:"token"`       // bearer
	User        string `yaml:"user"`        // basic
	Password    string `yaml:"password"`    // basic
	Name        string `yaml:"name"`        // header
	Value       string `yaml:"value"`       // header
	KeyID       string `yaml:"key_id"`      // hmac
	Secret      string `yaml:"secret"`      // hmac
	Certificate string `yaml:"certificate"` // certificate: PEM files, beside the credential file
	Key         string `yaml:"key"`         // certificate
}

// maxCredential bounds a credential file.
const maxCredential = 64 << 10

// ReadCredential reads a credential file of one of the kinds bearer, basic, header, hmac and certificate. Its errors
// never hold what the file says.
func ReadCredential(path string) (Credential, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("credential: %w", err)
	}
	if info.Size() > maxCredential {
		return nil, fmt.Errorf("credential %s: file is too large", path)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("credential: %w", err)
	}
	var f credentialFile
	if err := yaml.Load(b, &f, yaml.WithKnownFields()); err != nil {
		return nil, fmt.Errorf("credential %s: not a YAML map of kind and its fields", path)
	}
	c, err := f.credential(filepath.Dir(path))
	if err != nil {
		return nil, fmt.Errorf("credential %s: %w", path, err)
	}
	return c, nil
}

func (f credentialFile) credential(dir string) (Credential, error) {
	switch f.Kind {
	case "bearer":
		return Header{"Authorization", "Bearer " + f.Token}, f.need("token", f.Token)
	case "basic":
		return Basic{f.User, f.Password}, errors.Join(f.need("user", f.User), f.need("password", f.Password))
	case "header":
		return Header{f.Name, f.Value}, errors.Join(f.need("name", f.Name), f.need("value", f.Value))
	case "hmac":
		return HMAC{f.KeyID, []byte(f.Secret)}, errors.Join(f.need("key_id", f.KeyID), f.need("secret", f.Secret))
	case "certificate":
		if err := errors.Join(f.need("certificate", f.Certificate), f.need("key", f.Key)); err != nil {
			return nil, err
		}
		pair, err := tls.LoadX509KeyPair(beside(dir, f.Certificate), beside(dir, f.Key))
		if err != nil {
			return nil, fmt.Errorf("certificate: %w", err)
		}
		return Certificate{pair}, nil
	}
	return nil, errors.New("kind must be bearer, basic, header, hmac or certificate")
}

func (f credentialFile) need(name, v string) error {
	if strings.TrimSpace(v) == "" || strings.ContainsAny(v, "\r\n") {
		return fmt.Errorf("%s needs %s, on one line", f.Kind, name)
	}
	return nil
}

func beside(dir, path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(dir, path)
}

// Header sends one fixed header; a bearer token is one.
type Header struct{ Name, Value string }

// Authorize sets the header.
func (h Header) Authorize(r *http.Request, _ []byte, _ time.Time, _ string) error {
	r.Header.Set(h.Name, h.Value)
	return nil
}

// String hides the value.
func (h Header) String() string { return h.Name + ": ***" }

// Basic is HTTP basic authentication.
type Basic struct{ User, Password string }

// Authorize sets the Authorization header.
func (b Basic) Authorize(r *http.Request, _ []byte, _ time.Time, _ string) error {
	r.SetBasicAuth(b.User, b.Password)
	return nil
}

// String hides the password.
func (b Basic) String() string { return "basic ***" }

// HMAC signs each request as package sign describes.
type HMAC struct {
	KeyID  string
	Secret []byte
}

// Authorize signs the request.
func (h HMAC) Authorize(r *http.Request, body []byte, now time.Time, nonce string) error {
	sign.Sign(r, body, h.KeyID, h.Secret, now, nonce)
	return nil
}

// String hides the secret.
func (h HMAC) String() string { return "hmac ***" }

// Certificate is a client certificate, shown in the TLS handshake by the client that Client makes.
type Certificate struct{ Pair tls.Certificate }

// Authorize adds nothing to the request.
func (Certificate) Authorize(*http.Request, []byte, time.Time, string) error { return nil }

// String hides the key.
func (c Certificate) String() string { return "certificate ***" }

func (c Certificate) certificate() tls.Certificate { return c.Pair }
