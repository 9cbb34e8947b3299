package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"github.com/banshi-bot/banshi/bot/wechat/wechattest"
)

const (
	weChatApp   = "wx0123456789abcdef"
	weChatToken = "bench"
	weChatKey   = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG" // 43 characters, as WeChat's console makes them
	weChatPhone = 32
)

// wechat measures the CPU of a sealed callback with its turn and its passive reply.
func (b *bench) wechat(ctx context.Context, r *Report) (err error) {
	platform := httptest.NewServer(&wechattest.Platform{})
	defer platform.Close()
	config, err := b.weChatConfig(platform.URL)
	if err != nil {
		return err
	}
	s, err := b.serve(ctx, b.path("wechat"), "--config", config)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: weChatPhone}}
	phones := make([]*weChatCitizen, weChatPhone)
	for i := range phones {
		phones[i] = &weChatCitizen{client: client, phone: wechattest.Phone{
			URL: s.url + "/wechat/main", AppID: weChatApp, Original: "gh_bench", Token: weChatToken, AESKey: weChatKey, OpenID: fmt.Sprintf("o%027d", i),
		}}
	}
	if _, err := sendAll(ctx, phones, b.window/5); err != nil {
		return err
	}
	before, err := s.cpu()
	if err != nil {
		return err
	}
	began := time.Now()
	n, err := sendAll(ctx, phones, b.window)
	if err != nil || n == 0 {
		return err
	}
	after, err := s.cpu()
	if err != nil {
		return err
	}
	r.add(Row{Name: "CPU a WeChat callback", Unit: "µs", Measured: float64((after - before).Microseconds()) / float64(n), First: 120, Goal: 60})
	r.note(Row{Name: "WeChat callbacks", Unit: "a second", Measured: float64(n) / time.Since(began).Seconds()})
	return nil
}

// weChatConfig writes the administrator's file with one account.
func (b *bench) weChatConfig(api string) (string, error) {
	secrets := map[string]string{"token": weChatToken, "key": weChatKey, "secret": "bench"}
	for name, v := range secrets {
		if err := os.WriteFile(b.path("wechat-"+name), []byte(v), 0o600); err != nil {
			return "", err
		}
	}
	text := fmt.Sprintf("wechat:\n  main: {app_id: %s, app_secret_file: %s, token_file: %s, aes_key_file: %s, mode: safe, regions: [\"330100\"], api_base: %q}\n",
		weChatApp, b.path("wechat-secret"), b.path("wechat-token"), b.path("wechat-key"), api)
	path := filepath.Join(b.dir, "wechat.yaml")
	return path, os.WriteFile(path, []byte(text), 0o600)
}

// weChatCitizen writes to the official account.
type weChatCitizen struct {
	client *http.Client
	phone  wechattest.Phone
	said   int
}

// say sends the next message and reads the passive reply.
func (c *weChatCitizen) say(ctx context.Context) error {
	text := talk[c.said%len(talk)]
	c.said++
	req := c.phone.Send(c.phone.Text(c.phone.OpenID[20:]+strconv.Itoa(c.said), text)).Request()
	res, err := c.client.Do(req.WithContext(ctx))
	if err != nil {
		return err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	reply, err := c.phone.Read(body)
	if err == nil && (res.StatusCode != http.StatusOK || reply.Text == "") {
		err = fmt.Errorf("%q was answered %s %q", text, res.Status, body)
	}
	return err
}

// sendAll lets every phone write for a while; it gives how many callbacks were answered.
func sendAll(ctx context.Context, phones []*weChatCitizen, length time.Duration) (n int, err error) {
	end := time.Now().Add(length)
	errs := make([]error, len(phones))
	before := 0
	var all sync.WaitGroup
	for i, p := range phones {
		before += p.said
		all.Go(func() {
			for errs[i] == nil && time.Now().Before(end) {
				errs[i] = p.say(ctx)
			}
		})
	}
	all.Wait()
	for _, p := range phones {
		n += p.said
	}
	return n - before, errors.Join(errs...)
}
