package intents

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"

	"github.com/banshi-bot/banshi/intents/value"
)

// maxExpr is the length of the longest expression admitted, in code points; it bounds the depth as well.
const maxExpr = 500

// exprError is a fault within an expression.
type exprError struct {
	at   int // code points from the start of the source
	text string
	hint string
}

func (e *exprError) Error() string { return e.text }

// ParseExpr reads an expression without checking the names in it; Load checks them.
func ParseExpr(source string, pos Pos) (*Expr, error) {
	if utf8.RuneCountInString(source) > maxExpr {
		return nil, &exprError{text: fmt.Sprintf("the expression is longer than %d characters", maxExpr)}
	}
	if strings.TrimSpace(source) == "" {
		return nil, &exprError{text: "the expression is empty"}
	}
	tree, err := parser.Parse(source)
	if err != nil {
		return nil, syntaxError(source, err)
	}
	root, err := admit(tree.Node)
	if err != nil {
		return nil, err
	}
	return newExpr(source, pos, root), nil
}

func syntaxError(source string, err error) error {
	var at *file.Error
	if !errors.As(err, &at) {
		return &exprError{text: err.Error()}
	}
	e := &exprError{at: at.From, text: at.Message}
	runes := []rune(source)
	if strings.Contains(at.Message, `Operator("=")`) || at.From < len(runes) && runes[at.From] == '=' {
		e.hint = "write == to compare"
	}
	return e
}

// operators maps those that are admitted.
var operators = map[string]op{
	"and": opAnd, "&&": opAnd, "or": opOr, "||": opOr, "in": opIn,
	"==": opEqual, "!=": opUnequal, "<": opLess, "<=": opAtMost, ">": opMore, ">=": opAtLeast,
	"+": opAdd, "-": opSub, "*": opMul,
}

// admit turns the parser's tree into terms and refuses every node that is not among them.
func admit(n ast.Node) (*term, error) {
	at := n.Location().From
	switch n := n.(type) {
	case *ast.IntegerNode:
		return number(at, int64(n.Value)), nil
	case *ast.StringNode:
		return &term{op: opLiteral, at: at, literal: Val{Sort: value.Text, S: n.Value}}, nil
	case *ast.BoolNode:
		return &term{op: opLiteral, at: at, literal: Val{Sort: value.Truth, B: n.Value, S: strconv.FormatBool(n.Value)}}, nil
	case *ast.IdentifierNode, *ast.MemberNode:
		return admitPath(n)
	case *ast.UnaryNode:
		return admitUnary(n)
	case *ast.BinaryNode:
		return admitBinary(n)
	}
	return nil, &exprError{at: at, text: notAdmitted(n)}
}

func notAdmitted(n ast.Node) string {
	const only = "; only comparison, and, or, not, in, + - * are"
	switch n := n.(type) {
	case *ast.CallNode:
		return "functions are not admitted" + only
	case *ast.BuiltinNode:
		return fmt.Sprintf("the function %s is not admitted", n.Name) + only
	case *ast.FloatNode:
		return "numbers are whole here: amounts are in fen"
	case *ast.ArrayNode:
		return "a list stands only to the right of in"
	case *ast.NilNode:
		return `nil is not admitted: what was left out equals ""`
	case *ast.ConditionalNode:
		return "? : is not admitted" + only
	}
	return "this is not admitted" + only
}

func number(at int, n int64) *term {
	return &term{op: opLiteral, at: at, literal: Val{Sort: value.Number, N: n, S: formatInt(n)}}
}

func admitPath(n ast.Node) (*term, error) {
	switch n := n.(type) {
	case *ast.IdentifierNode:
		return &term{op: opPath, at: n.Location().From, path: n.Value}, nil
	case *ast.MemberNode:
		property, named := n.Property.(*ast.StringNode)
		if !named || n.Optional || n.Method {
			return nil, &exprError{at: n.Location().From, text: "only fields by name, as in answer.field, are admitted"}
		}
		owner, err := admitPath(n.Node)
		if err != nil {
			return nil, err
		}
		return &term{op: opPath, at: owner.at, path: owner.path + "." + property.Value}, nil
	}
	return nil, &exprError{at: n.Location().From, text: "only names have fields"}
}

func admitUnary(n *ast.UnaryNode) (*term, error) {
	at := n.Location().From
	kid, err := admit(n.Node)
	if err != nil {
		return nil, err
	}
	switch n.Operator {
	case "not", "!":
		return &term{op: opNot, at: at, kids: []*term{kid}}, nil
	case "-":
		if kid.op == opLiteral && kid.literal.Sort == value.Number {
			return number(at, -kid.literal.N), nil
		}
		return &term{op: opSub, at: at, kids: []*term{number(at, 0), kid}}, nil
	}
	return nil, &exprError{at: at, text: fmt.Sprintf("the sign %s is not admitted", n.Operator)}
}

func admitBinary(n *ast.BinaryNode) (*term, error) {
	at := n.Location().From
	o, ok := operators[n.Operator]
	if !ok {
		return nil, &exprError{at: at, text: fmt.Sprintf("%s is not admitted; only comparison, and, or, not, in, + - * are", n.Operator)}
	}
	left, err := admit(n.Left)
	if err != nil {
		return nil, err
	}
	var right *term
	if list, ok := n.Right.(*ast.ArrayNode); ok && o == opIn {
		right, err = admitList(list)
	} else {
		right, err = admit(n.Right)
	}
	if err != nil {
		return nil, err
	}
	return &term{op: o, at: at, kids: []*term{left, right}}, nil
}

func admitList(n *ast.ArrayNode) (*term, error) {
	list := &term{op: opList, at: n.Location().From}
	for _, item := range n.Nodes {
		kid, err := admit(item)
		if err != nil {
			return nil, err
		}
		if kid.op != opLiteral {
			return nil, &exprError{at: kid.at, text: "a list holds only literals"}
		}
		list.kids = append(list.kids, kid)
	}
	if len(list.kids) == 0 {
		return nil, &exprError{at: list.at, text: "the list is empty"}
	}
	return list, nil
}

func formatInt(n int64) string { return strconv.FormatInt(n, 10) }
