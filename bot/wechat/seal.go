package wechat

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	sdk "github.com/silenceper/wechat/v2/officialaccount/message"
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
func (s sealer) seal(plain []byte, at time.Time) ([]byte, error) {
	salt := make([]byte, 16)
	rand.Read(salt) // never fails
	nonce := hex.EncodeToString(salt[:8])
	rand.Read(salt)
	encrypted := base64.StdEncoding.EncodeToString(util.AESEncryptMsg(salt, plain, s.appID, s.key))
	stamp := at.Unix()
	return marshal(sdk.ResponseEncryptedXMLMsg{
		EncryptedMsg: encrypted,
		MsgSignature: util.Signature(s.token, strconv.FormatInt(stamp, 10), nonce, encrypted),
		Timestamp:    stamp,
		Nonce:        nonce,
	})
}

// passive is the XML of a text to a citizen.
func passive(to, from, text string, at time.Time) ([]byte, error) {
	m := sdk.NewText(strings.Map(printable, text))
	m.SetToUserName(sdk.CDATA(to))
	m.SetFromUserName(sdk.CDATA(from))
	m.SetCreateTime(at.Unix())
	m.SetMsgType(sdk.MsgTypeText)
	return marshal(m)
}

func marshal(v any) ([]byte, error) {
	b, err := xml.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("write reply: %w", err)
	}
	return b, nil
}
