package intents

import (
	"bytes"
	"errors"
	"io"
	"strings"

	"go.yaml.in/yaml/v4"
	"go.yaml.in/yaml/v4/plugin/loaderlimits"
)

// The bounds of a definition file, held before it is decoded.
const (
	maxFile  = 256 << 10
	maxDepth = 32
)

// parse reads a file into a tree; nil means that there is none worth looking at.
func parse(file string, data []byte, f *faults) *tree {
	start := Pos{File: file, Line: 1, Col: 1}
	if len(data) > maxFile {
		f.error(start, "size", "divide it", "the file is larger than %d KiB", maxFile>>10)
		return nil
	}
	limits := loaderlimits.New(loaderlimits.DepthValue(maxDepth))
	loader, err := yaml.NewLoader(bytes.NewReader(data), yaml.WithPlugin(limits))
	if err != nil {
		f.error(start, "syntax", "", "%v", err)
		return nil
	}
	var document, next yaml.Node
	if err := loader.Load(&document); err != nil {
		syntaxFault(start, err, f)
		return nil
	}
	switch err := loader.Load(&next); {
	case errors.Is(err, io.EOF):
	case err != nil:
		syntaxFault(start, err, f)
		return nil
	default:
		f.error(Pos{file, next.Line, next.Column}, "documents", "one file holds one definition", "a second document begins here")
		return nil
	}
	if document.Kind != yaml.DocumentNode || len(document.Content) == 0 {
		f.error(start, "syntax", "", "the file is empty")
		return nil
	}
	p := planter{file: file, faults: f}
	t := p.plant(document.Content[0], 1)
	if p.refused {
		return nil
	}
	return t
}

func syntaxFault(start Pos, err error, f *faults) {
	var at *yaml.LoadError
	switch {
	case errors.Is(err, io.EOF):
		f.error(start, "syntax", "", "the file is empty")
		return
	case !errors.As(err, &at):
		f.error(start, "syntax", "", "%v", err)
		return
	}
	pos := Pos{start.File, at.Mark.Line, at.Mark.Column}
	if strings.Contains(at.Message, "max depth") || strings.Contains(at.ContextMsg, "max depth") {
		f.error(pos, "depth", "", "nested deeper than %d", maxDepth)
		return
	}
	text := at.Message
	if at.ContextMsg != "" {
		text += ", " + at.ContextMsg
	}
	f.error(pos, "syntax", "", "%s", text)
}

// planter makes trees of YAML nodes and faults what definitions may not use. A file is refused whole only where
// reading on would tell of faults that are none.
type planter struct {
	file    string
	faults  *faults
	refused bool
}

func (p *planter) refuse(n *yaml.Node, code, text string) {
	p.refused = true
	p.faults.error(p.pos(n), code, "", "%s", text)
}

func (p *planter) pos(n *yaml.Node) Pos { return Pos{p.file, n.Line, n.Column} }

func (p *planter) plant(n *yaml.Node, depth int) *tree {
	t := &tree{shape: empty, pos: p.pos(n)}
	if !p.admits(n, depth) {
		return t
	}
	switch n.Kind {
	case yaml.ScalarNode:
		p.scalar(t, n)
	case yaml.SequenceNode:
		t.shape = list
		for _, item := range n.Content {
			t.items = append(t.items, p.plant(item, depth+1))
		}
	case yaml.MappingNode:
		t.shape = object
		p.entries(t, n, depth)
	}
	return t
}

func (p *planter) admits(n *yaml.Node, depth int) bool {
	switch {
	case depth > maxDepth:
		p.refuse(n, "depth", "nested deeper than 32")
		return false
	case n.Kind == yaml.AliasNode:
		p.refuse(n, "alias", "aliases are not admitted")
		return false
	case n.Anchor != "":
		p.faults.error(p.pos(n), "anchor", "", "anchors are not admitted")
	case n.Style&yaml.TaggedStyle != 0:
		p.faults.error(p.pos(n), "tag", "", "tags are not admitted")
	}
	return true
}

func (p *planter) scalar(t *tree, n *yaml.Node) {
	t.tag = n.ShortTag()
	if t.tag == "!!null" {
		return
	}
	t.shape, t.text = scalar, n.Value
	switch {
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 || strings.Contains(n.Value, "\n"):
		t.lead = -1
	case n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0:
		t.lead = 1
	}
}

func (p *planter) entries(t *tree, n *yaml.Node, depth int) {
	first := map[string]*yaml.Node{}
	for k := 0; k+1 < len(n.Content); k += 2 {
		key, content := n.Content[k], n.Content[k+1]
		switch {
		case !p.admits(key, depth+1):
			continue
		case key.Kind != yaml.ScalarNode:
			p.refuse(key, "key", "a key must be a word")
			continue
		case key.ShortTag() == "!!merge":
			p.faults.error(p.pos(key), "merge", "", "merge keys are not admitted")
			continue
		case first[key.Value] != nil:
			p.faults.error(p.pos(key), "duplicate", "", "%q stands here a second time, first in line %d", key.Value, first[key.Value].Line)
			continue
		}
		first[key.Value] = key
		kid := p.plant(content, depth+1)
		if key.Value == "final" && kid.tag == "!!bool" {
			t.final = kid.text == "true"
			continue
		}
		t.entries = append(t.entries, entry{key.Value, p.pos(key), kid})
	}
}
