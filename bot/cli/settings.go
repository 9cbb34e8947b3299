package cli

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// A setting is looked for in four places: a flag, the environment, the configuration file, and what follows from
// the data folder. The first that has it counts. Where each value came from is kept, to be shown.

// envPrefix begins the name of every variable of ours.
const envPrefix = "BANSHI_"

// envName is the variable of a key: wechat.main.app_id is BANSHI_WECHAT_MAIN_APP_ID.
func envName(key string) string {
	return envPrefix + strings.ToUpper(strings.NewReplacer(".", "_", "-", "_").Replace(key))
}

// environ gives the variables of ours; an empty one is not set.
func environ() map[string]string {
	out := map[string]string{}
	for _, kv := range os.Environ() {
		if name, v, _ := strings.Cut(kv, "="); v != "" && strings.HasPrefix(name, envPrefix) {
			out[name] = v
		}
	}
	return out
}

// config gives the settings in force. Flags are those of the command, by key; an empty one was not given.
func (r *run) config(flags map[string]string) (*Config, error) {
	all := map[string]string{"store": r.globals.Store}
	maps.Copy(all, flags)
	return loadConfig(r.globals, environ(), all)
}

// loadConfig gathers the settings from all places.
func loadConfig(g *Globals, env, flags map[string]string) (*Config, error) {
	c := &Config{origins: map[string]string{}, env: env}
	if g.Config != "" {
		if err := c.readFile(g.Config); err != nil {
			return nil, err
		}
	}
	o := overlay{env: env, origins: c.origins}
	o.walk(reflect.ValueOf(c).Elem(), "")
	if len(o.faults) > 0 {
		return nil, environment("%s", strings.Join(o.faults, "\n"))
	}
	for _, s := range []struct {
		key string
		to  *string
	}{{"listen", &c.Listen}, {"admin_listen", &c.AdminListen}, {"store", &c.Store}} {
		if v := flags[s.key]; v != "" {
			*s.to, c.origins[s.key] = v, "flag --"+strings.ReplaceAll(s.key, "_", "-")
		}
	}
	c.fill(g)
	if faults := c.faults(); len(faults) > 0 {
		return nil, environment("%s", strings.Join(faults, "\n"))
	}
	return c, nil
}

func (c *Config) readFile(path string) error {
	src, err := os.ReadFile(path)
	if err != nil {
		return environment("configuration: %v", err)
	}
	faults := decodeStrict(path, src, c, func(key, at string) { c.origins[key] = "file " + at })
	if len(faults) > 0 {
		return environment("%s", strings.Join(faults, "\n"))
	}
	return nil
}

// fill sets what nobody set.
func (c *Config) fill(g *Globals) {
	for _, s := range []struct {
		key   string
		to    *string
		value string
	}{
		{"listen", &c.Listen, "127.0.0.1:8080"},
		{"admin_listen", &c.AdminListen, "127.0.0.1:0"},
		{"key_file", &c.KeyFile, filepath.Join(g.Data, "keys", "master")},
		{"store", &c.Store, "sqlite:" + filepath.Join(g.Data, "banshi.db")},
	} {
		if *s.to == "" {
			*s.to, c.origins[s.key] = s.value, "default"
		}
	}
	c.PublicURL = strings.TrimSuffix(c.PublicURL, "/")
}

// overlay lays the environment over what a file says.
type overlay struct {
	env     map[string]string
	origins map[string]string
	faults  []string
}

func (o *overlay) walk(v reflect.Value, key string) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if tag := v.Type().Field(i).Tag.Get("yaml"); tag != "" {
				o.walk(v.Field(i), join(key, tag))
			}
		}
	case reflect.Map:
		o.walkMap(v, key)
	default:
		o.leaf(v, key)
	}
}

// walkMap looks at the entries there are, and at those only the environment names: BANSHI_WECHAT_MAIN_APP_ID
// makes an account main.
func (o *overlay) walkMap(v reflect.Value, key string) {
	names := map[string]bool{}
	for _, k := range v.MapKeys() {
		names[k.String()] = true
	}
	for name := range o.env {
		if rest, ok := strings.CutPrefix(name, envName(key)+"_"); ok {
			if entry := entryOf(rest, "", v.Type().Elem()); entry != "" && !known(names, entry) {
				names[entry] = true
			}
		}
	}
	for name := range names {
		item := reflect.New(v.Type().Elem()).Elem()
		if old := v.MapIndex(reflect.ValueOf(name)); old.IsValid() {
			item.Set(old)
		}
		o.walk(item, join(key, name))
		if v.IsNil() {
			v.Set(reflect.MakeMap(v.Type()))
		}
		v.SetMapIndex(reflect.ValueOf(name), item)
	}
}

// known reports whether an entry is there already under a name the environment writes the same.
func known(names map[string]bool, entry string) bool {
	for n := range names {
		if envName(n) == envName(entry) {
			return true
		}
	}
	return false
}

// entryOf finds the entry's name in front of one of its fields: MAIN_APP_ID is main.
func entryOf(rest, under string, t reflect.Type) string {
	for i := range t.NumField() {
		f := t.Field(i)
		tag := f.Tag.Get("yaml")
		suffix := under + "_" + strings.ToUpper(tag)
		if f.Type.Kind() == reflect.Struct {
			if entry := entryOf(rest, suffix, f.Type); entry != "" {
				return entry
			}
			continue
		}
		for _, s := range []string{suffix, strings.TrimSuffix(suffix, "_FILE")} {
			if entry, ok := strings.CutSuffix(rest, s); ok && entry != "" {
				return strings.ToLower(entry)
			}
		}
	}
	return ""
}

func (o *overlay) leaf(v reflect.Value, key string) {
	s, ok := o.env[envName(key)]
	if !ok {
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(s)
	case reflect.Int:
		n, err := strconv.Atoi(s)
		if err != nil {
			o.faults = append(o.faults, fmt.Sprintf("%s: %q is no whole number", envName(key), s))
			return
		}
		v.SetInt(int64(n))
	case reflect.Bool:
		b, err := strconv.ParseBool(s)
		if err != nil {
			o.faults = append(o.faults, fmt.Sprintf("%s: %q is neither true nor false", envName(key), s))
			return
		}
		v.SetBool(b)
	case reflect.Slice:
		v.Set(reflect.ValueOf(slices.DeleteFunc(strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' }), func(w string) bool { return w == "" })))
	}
	o.origins[key] = "environment " + envName(key)
}
