package main

import (
	"bytes"
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/gorilla/websocket"
)

// talk is what each citizen says over and over: a wish, a question inside the form, a bad number, a question
// from the guide, a change of mind, a greeting. No agency is asked, so that its time is not counted.
var talk = []string{"交罚单", "为什么要这个", "33010619001", "多少钱", "取消", "你好"}

// citizen is one socket of the widget's protocol.
type citizen struct {
	conn *websocket.Conn
	name int
	said int
}

// join opens a session and waits for its welcome.
func join(ctx context.Context, url string, name int) (*citizen, error) {
	dialer := websocket.Dialer{Subprotocols: []string{"banshi.v1"}, ReadBufferSize: 4 << 10, WriteBufferSize: 1 << 10}
	conn, _, err := dialer.DialContext(ctx, "ws"+strings.TrimPrefix(url, "http")+"/web/ws", nil)
	if err != nil {
		return nil, err
	}
	c := &citizen{conn: conn, name: name}
	hello := `{"type":"hello","token":"","after":0,"lang":"zh-CN","region":"330100"}`
	if err := conn.WriteMessage(websocket.TextMessage, []byte(hello)); err != nil {
		return nil, err
	}
	return c, c.await(`{"type":"welcome"`)
}

// say sends the next message and waits for its ack, which comes after the commit.
func (c *citizen) say() (time.Duration, error) {
	text := talk[c.said%len(talk)]
	c.said++
	id := strconv.Itoa(c.name) + "-" + strconv.Itoa(c.said)
	began := time.Now()
	if err := c.conn.WriteMessage(websocket.TextMessage, []byte(`{"type":"message","id":"`+id+`","text":"`+text+`"}`)); err != nil {
		return 0, err
	}
	if err := c.await(`{"type":"ack","id":"` + id + `"`); err != nil {
		return 0, err
	}
	return time.Since(began), nil
}

// await reads until a frame that begins so. An error frame is an error; all else is read over.
func (c *citizen) await(begin string) error {
	if err := c.conn.SetReadDeadline(time.Now().Add(30 * time.Second)); err != nil {
		return err
	}
	for {
		_, b, err := c.conn.ReadMessage()
		if err != nil {
			return err
		}
		if bytes.HasPrefix(b, []byte(begin)) {
			return nil
		}
		if bytes.HasPrefix(b, []byte(`{"type":"error"`)) {
			return fmt.Errorf("the server answered %s", b)
		}
	}
}
