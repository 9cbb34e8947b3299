package wechattest

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha1"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Phone is a citizen's WeChat, as the platform speaks for it to one official account.
type Phone struct {
	URL      string // of the callback: https://host/wechat/main
	AppID    string
	Original string // gh_…
	Token    string
	AESKey   string // "": clear mode
	OpenID   string
	Now      func() time.Time // nil: time.Now
}

// Callback is one callback before it is sent: its query and body may be tampered with.
type Callback struct {
	URL   string
	Query url.Values
	Body  []byte
}

// Request makes the callback the request WeChat sends.
func (c Callback) Request() *http.Request {
	r, err := http.NewRequest(http.MethodPost, c.URL+"?"+c.Query.Encode(), bytes.NewReader(c.Body))
	if err != nil {
		panic(err) // the test's own address
	}
	r.Header.Set("Content-Type", "text/xml")
	r.RemoteAddr = "203.0.113.9:4711"
	return r
}

func (p *Phone) now() time.Time {
	if p.Now == nil {
		return time.Now()
	}
	return p.Now()
}

// Fields is what a message consists of, by element name.
type Fields map[string]string

// Text is a text message.
func (p *Phone) Text(id, content string) Fields {
	return Fields{"MsgType": "text", "MsgId": id, "Content": content}
}

// Event is an event; key may be empty.
func (p *Phone) Event(event, key string) Fields {
	return Fields{"MsgType": "event", "Event": event, "EventKey": key}
}

// XML writes a message; To, From and CreateTime are added where they are missing.
func (p *Phone) XML(f Fields) []byte {
	all := Fields{
		"ToUserName": p.Original, "FromUserName": p.OpenID,
		"CreateTime": strconv.FormatInt(p.now().Unix(), 10),
	}
	for name, value := range f {
		all[name] = value
	}
	var names []string
	for name := range all {
		names = append(names, name)
	}
	slices.Sort(names)
	var b bytes.Buffer
	b.WriteString("<xml>")
	for _, name := range names {
		fmt.Fprintf(&b, "<%s><![CDATA[%s]]></%s>", name, strings.ReplaceAll(all[name], "]]>", "]]]]><![CDATA[>"), name)
	}
	b.WriteString("</xml>")
	return b.Bytes()
}

// Send makes a message a callback of its own timestamp and nonce.
func (p *Phone) Send(f Fields) Callback { return p.SendRaw(p.XML(f)) }

// SendRaw signs, and seals unless the mode is clear, whatever body it is given.
func (p *Phone) SendRaw(body []byte) Callback {
	stamp := strconv.FormatInt(p.now().Unix(), 10)
	return p.Sign(stamp, rand.Text(), body)
}

// Sign is SendRaw with a chosen timestamp and nonce.
func (p *Phone) Sign(stamp, nonce string, body []byte) Callback {
	q := url.Values{
		"signature": {Signature(p.Token, stamp, nonce)}, "timestamp": {stamp}, "nonce": {nonce}, "openid": {p.OpenID},
	}
	if p.AESKey == "" {
		return Callback{p.URL, q, body}
	}
	encrypted := Seal(p.AESKey, p.AppID, body)
	q.Set("encrypt_type", "aes")
	q.Set("msg_signature", Signature(p.Token, stamp, nonce, encrypted))
	return Callback{p.URL, q, fmt.Appendf(nil,
		"<xml><ToUserName><![CDATA[%s]]></ToUserName><Encrypt><![CDATA[%s]]></Encrypt></xml>", p.Original, encrypted)}
}

// Reply is a passive reply as the citizen's phone gets it. The zero value: nothing was said.
type Reply struct {
	To      string `xml:"ToUserName"`
	From    string `xml:"FromUserName"`
	Created int64  `xml:"CreateTime"`
	Kind    string `xml:"MsgType"`
	Text    string `xml:"Content"`
}

// Read checks and opens a response's body as WeChat does. Anything WeChat would show as a fault of the service
// is an error.
func (p *Phone) Read(body []byte) (Reply, error) {
	if string(body) == "success" {
		return Reply{}, nil
	}
	if p.AESKey != "" {
		var sealed struct {
			Encrypt      string
			MsgSignature string
			TimeStamp    string
			Nonce        string
		}
		if err := xml.Unmarshal(body, &sealed); err != nil || sealed.Encrypt == "" {
			return Reply{}, errors.New("the reply of a safe account is not sealed")
		}
		if sealed.MsgSignature != Signature(p.Token, sealed.TimeStamp, sealed.Nonce, sealed.Encrypt) {
			return Reply{}, errors.New("the reply's signature does not match")
		}
		var err error
		if body, err = Open(p.AESKey, p.AppID, sealed.Encrypt); err != nil {
			return Reply{}, err
		}
	}
	var r Reply
	if err := xml.Unmarshal(body, &r); err != nil {
		return r, fmt.Errorf("the reply is no XML: %w", err)
	}
	switch {
	case r.Kind != "text" || strings.TrimSpace(r.Text) == "":
		return r, errors.New("the reply is no text, or an empty one")
	case len(r.Text) > 2048:
		return r, fmt.Errorf("the reply has %d bytes", len(r.Text))
	case r.To != p.OpenID || r.From != p.Original:
		return r, errors.New("the reply is addressed to somebody else")
	}
	return r, nil
}

// Signature is SHA-1 over the sorted, joined parts, in hex.
func Signature(parts ...string) string {
	sorted := slices.Sorted(slices.Values(parts))
	sum := sha1.Sum([]byte(strings.Join(sorted, "")))
	return hex.EncodeToString(sum[:])
}

// Seal is base64 of AES-256-CBC over 16 random bytes, the length, the message and the appid, padded to 32.
func Seal(aesKey, appID string, message []byte) string {
	random := make([]byte, 16)
	rand.Read(random) // never fails
	return SealWith(random, aesKey, appID, message)
}

// SealWith is Seal with chosen random bytes.
func SealWith(random []byte, aesKey, appID string, message []byte) string {
	plain := bytes.Clone(random)
	plain = binary.BigEndian.AppendUint32(plain, uint32(len(message)))
	plain = append(append(plain, message...), appID...)
	pad := 32 - len(plain)%32
	plain = append(plain, bytes.Repeat([]byte{byte(pad)}, pad)...)
	key, block := cipherOf(aesKey)
	cipher.NewCBCEncrypter(block, key[:16]).CryptBlocks(plain, plain)
	return base64.StdEncoding.EncodeToString(plain)
}

// Open is the inverse of Seal.
func Open(aesKey, appID, encrypted string) ([]byte, error) {
	raw, err := base64.StdEncoding.DecodeString(encrypted)
	if err != nil || len(raw) < 32 || len(raw)%32 != 0 {
		return nil, errors.New("not sealed")
	}
	key, block := cipherOf(aesKey)
	cipher.NewCBCDecrypter(block, key[:16]).CryptBlocks(raw, raw)
	pad := int(raw[len(raw)-1])
	if pad < 1 || pad > 32 || len(raw)-pad < 20 {
		return nil, errors.New("badly padded")
	}
	raw = raw[:len(raw)-pad]
	size := int(binary.BigEndian.Uint32(raw[16:20]))
	if 20+size > len(raw) || string(raw[20+size:]) != appID {
		return nil, errors.New("sealed for another appid")
	}
	return raw[20 : 20+size], nil
}

func cipherOf(aesKey string) ([]byte, cipher.Block) {
	key, err := base64.StdEncoding.DecodeString(aesKey + "=")
	if err != nil {
		panic("wechattest: the AES key is not 43 characters of base64")
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		panic("wechattest: the AES key has not 32 bytes")
	}
	return key, block
}
