package wechat

import (
	_ "embed"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"
)

//go:embed texts.yaml
var textsFile []byte

// texts are the channel's own words by name and language.
var texts = readTexts()

func readTexts() map[string]map[string]string {
	var t map[string]map[string]string
	if err := yaml.Unmarshal(textsFile, &t); err != nil {
		panic(fmt.Sprintf("wechat: texts.yaml: %v", err)) // it is built in
	}
	return t
}

// say gives a text in a language, Chinese where that language has none.
func say(name, lang string, fill ...string) string {
	text, ok := texts[name][language(lang)]
	if !ok {
		panic("wechat: no text " + name) // a name in the code was mistyped
	}
	if len(fill) == 0 {
		return text
	}
	return strings.NewReplacer(fill...).Replace(text)
}

func language(tag string) string {
	if strings.HasPrefix(strings.ToLower(tag), "en") {
		return "en"
	}
	return "zh"
}
