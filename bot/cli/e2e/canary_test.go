package e2e

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/banshi-bot/banshi/bot"
)

// canaries are personal values, by what they are, that are not to be found anywhere in clear.
type canaries map[string]string

// leak is a value found where it must not be.
type leak struct{ what, written, where string }

func (l leak) String() string {
	return fmt.Sprintf("%s lies in clear (%s) in %s", l.what, l.written, l.where)
}

// leaks looks for the values in every file under the paths, however they may be written there without being sealed.
// Files whose name begins with one of except are left out.
func (c canaries) leaks(t *testing.T, except string, paths ...string) (found []leak) {
	t.Helper()
	looked := 0
	for _, root := range paths {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() || except != "" && strings.HasPrefix(d.Name(), except) {
				return err
			}
			b, err := os.ReadFile(path)
			looked += len(b)
			found = append(found, c.in(b, path)...)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if looked == 0 {
		t.Fatalf("nothing was looked at in %v", paths)
	}
	return found
}

// in looks for the values in bytes from somewhere.
func (c canaries) in(b []byte, where string) (found []leak) {
	for what, value := range c {
		for written, needle := range writings(value) {
			if bytes.Contains(b, needle) {
				found = append(found, leak{what, written, where})
			}
		}
	}
	return found
}

// none reports what was found.
func none(t *testing.T, found []leak) {
	t.Helper()
	for _, l := range found {
		t.Error(l)
	}
}

// writings are the ways a value may be written without being sealed.
func writings(value string) map[string][]byte {
	out := map[string][]byte{
		"as it is": []byte(value), "lower case": []byte(strings.ToLower(value)), "upper case": []byte(strings.ToUpper(value)),
		"UTF-16LE": utf16Of(value, 0, 1), "UTF-16BE": utf16Of(value, 1, 0),
		"hex": []byte(hex.EncodeToString([]byte(value))), "HEX": []byte(strings.ToUpper(hex.EncodeToString([]byte(value)))),
		"in a URL": []byte(url.QueryEscape(value)), "JSON": jsonEscaped(value, "%04x"), "JSON, capitals": jsonEscaped(value, "%04X"),
	}
	if packed, err := hex.DecodeString(strings.ToLower(value)); err == nil { // as package pack writes digits
		out["two digits a byte"] = packed
	}
	for shift := range 3 {
		out[fmt.Sprintf("base64 after %d bytes", shift)] = base64Of(base64.RawStdEncoding, value, shift)
		out[fmt.Sprintf("base64url after %d bytes", shift)] = base64Of(base64.RawURLEncoding, value, shift)
	}
	return out
}

func utf16Of(value string, high, low int) []byte {
	var out []byte
	for _, u := range utf16.Encode([]rune(value)) {
		var pair [2]byte
		pair[high], pair[low] = byte(u), byte(u>>8)
		out = append(out, pair[:]...)
	}
	return out
}

// jsonEscaped writes every character beyond ASCII by its number.
func jsonEscaped(value, number string) []byte {
	var out strings.Builder
	for _, u := range utf16.Encode([]rune(value)) {
		if u < 0x80 {
			out.WriteByte(byte(u))
			continue
		}
		fmt.Fprintf(&out, `\u`+number, u)
	}
	return []byte(out.String())
}

// base64Of is what base64 of a text that holds the value after so many bytes (of three) must contain: without the
// characters that depend on its neighbours.
func base64Of(enc *base64.Encoding, value string, shift int) []byte {
	all := enc.EncodeToString(append(make([]byte, shift), value...))
	return []byte(all[(shift*8+5)/6 : (shift+len(value))*8/6])
}

// The scanner finds each writing of each value, wherever in a file it lies: a scanner that finds nothing shows nothing.
func TestTheScannerFindsWhatIsPlanted(t *testing.T) {
	for _, value := range []string{"110108198306304137", "欧阳文博", "京A66666", "槐荫巷口的石狮子夜里会绊倒人"} {
		c := canaries{"planted": value}
		quoted, err := json.Marshal(map[string]string{"a": value})
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{
			value, "x" + value + "y", string(quoted), strings.ToLower(value), hex.EncodeToString([]byte("ab" + value)), url.QueryEscape("?" + value),
			base64.StdEncoding.EncodeToString([]byte(value)), base64.StdEncoding.EncodeToString([]byte("x" + value + "yz")),
			base64.URLEncoding.EncodeToString([]byte("xx" + value)), string(jsonEscaped(value, "%04x")), string(utf16Of("-"+value, 0, 1)), string(utf16Of("-"+value, 1, 0)),
			string(bot.Pack(bot.Conversation{Citizen: bot.Citizen{IDNo: value}})),
		} {
			if len(c.in([]byte("before\x00"+text+"\x00after"), "here")) == 0 {
				t.Errorf("%s is not found as %q", value, text)
			}
			if found := c.in([]byte("before\x00"+text[:len(text)/2]+"\x00after"), "here"); len(found) > 0 {
				t.Errorf("half of %q is found as %v", text, found)
			}
		}
	}
}
