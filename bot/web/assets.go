package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"strings"
)

// The browser's parts, as they are written. The widget is its files in order inside one function; nothing is
// translated or minified.
//
//go:embed assets
var files embed.FS

// parts are the widget's files in the order they are read.
var parts = []string{"words", "dom", "outbox", "line", "speak", "reply", "form", "log", "bar", "chat"}

// assets are the files browsers fetch, held in memory with their gzip form.
type assets struct {
	script asset            // the loader, /widget.js
	named  map[string]asset // by path below /widget/, content hash in the name
	chat   string           // path of the widget
	style  string           // path of its style sheet
	page   string           // path of the page's script
	skin   string           // path of the page's style sheet
}

type asset struct {
	kind string
	raw  []byte
	gz   []byte
	tag  string
}

// bundle puts the assets together, once at start.
func bundle() assets {
	a := assets{named: map[string]asset{}}
	sheet := read("widget/chat.css")
	a.style = a.add("chat.css", sheet)
	a.chat = a.add("chat.js", widget(sheet, a.style))
	a.page = a.add("page.js", read("page.js"))
	a.skin = a.add("page.css", read("page.css"))
	loader := bytes.Replace(read("widget/loader.js"), []byte("CHAT_PATH"), []byte(a.chat), 1)
	a.script = newAsset("widget.js", loader)
	return a
}

func read(name string) []byte {
	b, err := fs.ReadFile(files, "assets/"+name)
	if err != nil {
		panic(err) // embedded at build time
	}
	return b
}

// widget joins its parts. It carries its style sheet, and the path of it for browsers that cannot adopt one.
func widget(sheet []byte, path string) []byte {
	var b bytes.Buffer
	text, _ := json.Marshal(string(sheet)) // a string always has a JSON form
	fmt.Fprintf(&b, "(function () {\n'use strict';\nvar SHEET = %s;\nvar SHEET_PATH = %q;\n", text, path)
	for _, name := range parts {
		b.Write(read("widget/" + name + ".js"))
	}
	b.WriteString("})();\n")
	return b.Bytes()
}

// add keeps an asset under a name with its hash and returns its path.
func (a assets) add(name string, raw []byte) string {
	made := newAsset(name, raw)
	stem, ext, _ := strings.Cut(name, ".")
	hashed := stem + "-" + made.tag + "." + ext
	a.named[hashed] = made
	return "/widget/" + hashed
}

func newAsset(name string, raw []byte) asset {
	kind := "text/javascript; charset=utf-8"
	if strings.HasSuffix(name, ".css") {
		kind = "text/css; charset=utf-8"
	}
	sum := sha256.Sum256(raw)
	var packed bytes.Buffer
	w, _ := gzip.NewWriterLevel(&packed, gzip.BestCompression) // a level that exists
	w.Write(raw)
	w.Close()
	return asset{kind: kind, raw: raw, gz: packed.Bytes(), tag: hex.EncodeToString(sum[:6])}
}

// loader serves /widget.js, which changes with the binary.
func (a assets) loader(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "public, max-age=300")
	a.script.serve(w, r)
}

// hashed serves /widget/…, which never changes.
func (a assets) hashed(w http.ResponseWriter, r *http.Request) {
	found, ok := a.named[strings.TrimPrefix(r.URL.Path, "/widget/")]
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	found.serve(w, r)
}

func (f asset) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		h.Set("Allow", "GET, HEAD")
		http.Error(w, "this path takes GET", http.StatusMethodNotAllowed)
		return
	}
	h.Set("Content-Type", f.kind)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin") // pages of others embed it
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("ETag", `"`+f.tag+`"`)
	h.Add("Vary", "Accept-Encoding")
	if r.Header.Get("If-None-Match") == `"`+f.tag+`"` {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	body := f.raw
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		body = f.gz
	}
	w.Write(body)
}
