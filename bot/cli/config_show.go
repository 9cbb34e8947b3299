package cli

import (
	"maps"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

type configCommand struct {
	Show configShowCommand `cmd:"" default:"withargs" help:"Print what is in force and where each value came from (the default)."`
}

type configShowCommand struct {
	JSON bool `help:"One JSON object per key."`
}

// valued is one setting with where it came from.
type valued struct {
	Key    string `json:"key"`
	Value  string `json:"value"`
	Origin string `json:"origin"`
}

// Run prints the settings in force.
func (c *configShowCommand) Run(r *run) error {
	cfg, err := r.config(nil)
	if err != nil {
		return err
	}
	var t table
	for _, v := range append(r.globalValues(), cfg.values()...) {
		if c.JSON {
			if err := writeJSON(r.out, v); err != nil {
				return err
			}
			continue
		}
		t.row(v.Key, v.Value, v.Origin)
	}
	return t.write(r.out)
}

// globalValues are the settings that are no keys of the file.
func (r *run) globalValues() []valued {
	g, env := r.globals, environ()
	var out []valued
	for _, s := range []struct{ key, value string }{
		{"config", g.Config}, {"data", g.Data}, {"sandbox", g.Sandbox}, {"intents", g.Intents}, {"sandbox_url", g.SandboxURL},
		{"sandbox_secret_file", g.SandboxSecretFile},
	} {
		origin := "default"
		if flag := strings.ReplaceAll(s.key, "_", "-"); r.flags[flag] {
			origin = "flag --" + flag
		} else if _, ok := env[envName(s.key)]; ok {
			origin = "environment " + envName(s.key)
		}
		out = append(out, valued{s.key, s.value, origin})
	}
	return out
}

// values are all keys of the file, in its order; of a secret that stands in the environment only that it is there.
func (c *Config) values() []valued {
	var out []valued
	var walk func(v reflect.Value, key string)
	walk = func(v reflect.Value, key string) {
		switch v.Kind() {
		case reflect.Struct:
			for i := range v.NumField() {
				if tag := v.Type().Field(i).Tag.Get("yaml"); tag != "" {
					walk(v.Field(i), join(key, tag))
				}
			}
		case reflect.Map:
			entries := v.MapKeys()
			slices.SortFunc(entries, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
			for _, k := range entries {
				walk(v.MapIndex(k), join(key, k.String()))
			}
		default:
			out = append(out, c.valued(v, key))
		}
	}
	walk(reflect.ValueOf(c).Elem(), "")
	return out
}

func (c *Config) valued(v reflect.Value, key string) valued {
	name, isSecret := strings.CutSuffix(key, "_file")
	if _, ok := c.env[envName(name)]; isSecret && ok && v.String() == "" {
		return valued{name, "***", "environment " + envName(name)}
	}
	return valued{key, written(v), c.origin(key)}
}

func written(v reflect.Value) string {
	switch v.Kind() {
	case reflect.Slice:
		var words []string
		for i := range v.Len() {
			words = append(words, v.Index(i).String())
		}
		return strings.Join(words, ", ")
	case reflect.Int:
		return strconv.FormatInt(v.Int(), 10)
	case reflect.Bool:
		return strconv.FormatBool(v.Bool())
	}
	return v.String()
}

// unserved names what is configured though this build does not serve it.
func (c *Config) unserved() []string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(c.Alipay)) {
		out = append(out, "alipay."+name)
	}
	for _, name := range slices.Sorted(maps.Keys(c.WeChatPay)) {
		out = append(out, "wechatpay."+name)
	}
	return out
}

// secretFiles are the files that hold secrets, by key.
func (c *Config) secretFiles() map[string]string {
	out := map[string]string{}
	for _, v := range c.values() {
		if strings.HasSuffix(v.Key, "_file") && v.Key != "key_file" && v.Value != "" {
			out[v.Key] = filepath.Clean(v.Value)
		}
	}
	return out
}
