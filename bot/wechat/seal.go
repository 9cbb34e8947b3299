package wechat

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/silenceper/wechat/v2/util"
)

// sealer opens what WeChat sealed for one account and seals what we answer.
type sealer struct {
	appID string
	token string
	key   []byte
}

// newSealer reads EncodingAESKey, 43 characters of base64 for 32 bytes.
func newSealer(appID, token, aesKey string) (sealer, error) {
	key, err := base64.StdEncoding.DecodeString(aesKey + "=")
	if err != nil || len(key) != 32 {
		return sealer{}, errors.New("the AES key is not 43 characters of base64")
	}
	return sealer{appID: appID, token: token, key: key}, nil
}

// signed reports in constant time whether signature is the token's over parts.
func signed(signature, token string, parts ...string) bool {
	want := util.Signature(append([]string{token}, parts...)...)
	return subtle.ConstantTimeCompare([]byte(signature), []byte(want)) == 1
}

// open gives the message inside an Encrypt element. Its signature must have been verified before.
func (s sealer) open(encrypt string) ([]byte, error) {
	ciphertext, err := base64.StdEncoding.DecodeString(encrypt)
	if err != nil {
		return nil, errors.New("ciphertext is not base64")
	}
	_, plain, appID, err := util.AESDecryptMsg(ciphertext, s.key)
	if err != nil {
		return nil, errors.New("ciphertext does not open")
	}
	if subtle.ConstantTimeCompare(appID, []byte(s.appID)) != 1 {
		return nil, errors.New("sealed for another appid")
	}
	return plain, nil
}

// seal wraps a passive reply for the account.
func (s sealer) seal(plain []byte, at time.Time) []byte {
	salt, nonce := make([]byte, 16), rand.Text()
	rand.Read(salt) // never fails
	encrypted := base64.StdEncoding.EncodeToString(util.AESEncryptMsg(salt, plain, s.appID, s.key))
	stamp := strconv.FormatInt(at.Unix(), 10)
	signature := util.Signature(s.token, stamp, nonce, encrypted)
	return []byte("<xml><Encrypt><![CDATA[" + encrypted + "]]></Encrypt><MsgSignature><![CDATA[" + signature +
		"]]></MsgSignature><TimeStamp>" + stamp + "</TimeStamp><Nonce><![CDATA[" + nonce + "]]></Nonce></xml>")
}

// passive is the XML of a text to a citizen.
func passive(to, from, text string, at time.Time) []byte {
	return []byte("<xml><ToUserName>" + cdata(to) + "</ToUserName><FromUserName>" + cdata(from) +
		"</FromUserName><CreateTime>" + strconv.FormatInt(at.Unix(), 10) +
		"</CreateTime><MsgType><![CDATA[text]]></MsgType><Content>" + cdata(text) + "</Content></xml>")
}

// cdata quotes a text, whatever it holds.
func cdata(text string) string {
	return "<![CDATA[" + strings.ReplaceAll(strings.Map(printable, text), "]]>", "]]]]><![CDATA[>") + "]]>"
}
