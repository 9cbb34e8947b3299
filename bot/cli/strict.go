package cli

import (
	"fmt"
	"reflect"
	"strings"

	"go.yaml.in/yaml/v4"
)

// decodeStrict reads YAML into a struct by its yaml tags, and tells of each value's key and place. Every fault is
// one line, file:line:col: error: text; unknown keys, anchors and values of another shape are faults.
func decodeStrict(file string, src []byte, into any, seen func(key, at string)) []string {
	var doc yaml.Node
	if err := yaml.Unmarshal(src, &doc); err != nil {
		return []string{fmt.Sprintf("%s:1:1: error: %v", file, err)}
	}
	if len(doc.Content) == 0 {
		return nil
	}
	d := &strict{file: file, seen: seen}
	d.value(doc.Content[0], reflect.ValueOf(into).Elem(), "")
	return d.faults
}

type strict struct {
	file   string
	seen   func(key, at string)
	faults []string
}

func (d *strict) fault(n *yaml.Node, format string, a ...any) {
	d.faults = append(d.faults, fmt.Sprintf("%s:%d:%d: error: %s", d.file, n.Line, n.Column, fmt.Sprintf(format, a...)))
}

func (d *strict) value(n *yaml.Node, v reflect.Value, path string) {
	if n.Kind == yaml.AliasNode || n.Anchor != "" {
		d.fault(n, "%s: anchors are not allowed", path)
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		d.object(n, path, func(k, val *yaml.Node) {
			f, ok := fieldOf(v, k.Value)
			if !ok {
				d.fault(k, "unknown key %q%s", k.Value, in(path))
				return
			}
			d.value(val, f, join(path, k.Value))
		})
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		d.object(n, path, func(k, val *yaml.Node) {
			item := reflect.New(v.Type().Elem()).Elem()
			d.value(val, item, join(path, k.Value))
			v.SetMapIndex(reflect.ValueOf(k.Value), item)
		})
	case reflect.Slice:
		if n.Kind != yaml.SequenceNode {
			d.fault(n, "%s must be a list", path)
			return
		}
		d.tell(n, path)
		for _, c := range n.Content {
			item := reflect.New(v.Type().Elem()).Elem()
			if c.Kind != yaml.ScalarNode || c.Anchor != "" || c.Decode(item.Addr().Interface()) != nil {
				d.fault(c, "%s must be a list of texts", path)
				continue
			}
			v.Set(reflect.Append(v, item))
		}
	default:
		if n.Kind != yaml.ScalarNode || n.Decode(v.Addr().Interface()) != nil {
			d.fault(n, "%s must be a %s", path, v.Kind())
			return
		}
		d.tell(n, path)
	}
}

func (d *strict) tell(n *yaml.Node, key string) {
	d.seen(key, fmt.Sprintf("%s:%d:%d", d.file, n.Line, n.Column))
}

func (d *strict) object(n *yaml.Node, path string, each func(k, v *yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		d.fault(n, "%s must be an object", path)
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := n.Content[i]
		if seen[k.Value] {
			d.fault(k, "key %q stands twice%s", k.Value, in(path))
			continue
		}
		seen[k.Value] = true
		each(k, n.Content[i+1])
	}
}

func fieldOf(v reflect.Value, key string) (reflect.Value, bool) {
	for i := range v.NumField() {
		if tag := v.Type().Field(i).Tag.Get("yaml"); tag != "" && tag == key {
			return v.Field(i), true
		}
	}
	return reflect.Value{}, false
}

func join(path, key string) string { return strings.TrimPrefix(path+"."+key, ".") }

func in(path string) string {
	if path == "" {
		return ""
	}
	return " in " + path
}
