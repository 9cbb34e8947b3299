// Package wechat is the channel of WeChat official accounts (微信公众号).
//
// A callback passes the gate (gate.go), which believes nothing but what the account's own key signed and
// sealed; is read (message.go) and given its meaning (sense.go); is heard by the engine once however often
// WeChat repeats it (flight.go); and is answered passively in the same response (answer.go). When the window
// closes first, the engine says its holding reply in time and what follows comes to Push (push.go), which
// counts WeChat's small allowance of customer-service messages itself (quota.go).
//
//	ch, err := wechat.New(wechat.Config{Accounts: …, Engine: engine, Tokens: store, Log: log})
//	mux.Handle("/wechat/", ch.Handler())
//	err = ch.Push(ctx, account, openid, entries)
//	err = ch.Close(ctx)
//
// It decides nothing about the conversation and keeps nothing on disk. Of silenceper/wechat it uses the
// cryptography, the message types and the HTTP calls, never its server, its root package (which turns a global
// logger to debug) nor its payments.
package wechat
