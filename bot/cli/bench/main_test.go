package main

import (
	"strings"
	"testing"
)

func TestOnly(t *testing.T) {
	for _, c := range []struct{ only, want string }{
		{"", "build raw start turns sockets wechat"},
		{"start", "build start"},
		{"turns, start", "build raw start turns"},
		{" wechat", "build wechat"},
		{"socket", ""},
		{"start,", ""},
	} {
		parts, err := (&bench{only: c.only}).chosen()
		var names []string
		for _, p := range parts {
			names = append(names, p.name)
		}
		if got := strings.Join(names, " "); got != c.want || (err != nil) != (c.want == "") {
			t.Errorf("-only %q measures %q, %v, want %q", c.only, got, err, c.want)
		}
	}
	if _, err := (&bench{only: "socket"}).chosen(); err == nil || !strings.Contains(err.Error(), "turns, sockets, wechat") {
		t.Errorf("a part that is not there: %v", err)
	}
}
