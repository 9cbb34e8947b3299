package talk

import (
	"fmt"
	"strings"
)

// Beside writes two texts side by side, equal lines in one row and a ≠ before the others.
func Beside(leftTitle, rightTitle string, left, right []string) string {
	width := display.StringWidth(leftTitle)
	for _, l := range left {
		width = max(width, min(display.StringWidth(l), column))
	}
	var b strings.Builder
	fmt.Fprintf(&b, "    %s | %s", display.FillRight(leftTitle, width), rightTitle)
	for _, row := range rows(left, right) {
		sign := "≠"
		if row.same {
			sign = " "
		}
		side(&b, sign, width, row.left, row.right)
	}
	return b.String()
}

type pairing struct {
	left, right string
	same        bool
}

// rows pairs the lines of two texts, the most equal ones together and in their order.
func rows(left, right []string) []pairing {
	n, m := len(left), len(right)
	best := make([][]int, n+1)
	for i := range best {
		best[i] = make([]int, m+1)
	}
	for i := n - 1; i >= 0; i-- {
		for j := m - 1; j >= 0; j-- {
			if left[i] == right[j] {
				best[i][j] = best[i+1][j+1] + 1
			} else {
				best[i][j] = max(best[i+1][j], best[i][j+1])
			}
		}
	}
	var out []pairing
	i, j := 0, 0
	for i < n || j < m {
		gapL, gapR := i, j
		for i < n && j < m && left[i] != right[j] || i < n && j == m || j < m && i == n {
			if j == m || i < n && best[i+1][j] >= best[i][j+1] {
				i++
			} else {
				j++
			}
		}
		for k := range max(i-gapL, j-gapR) {
			out = append(out, pairing{at(left[gapL:i], k), at(right[gapR:j], k), false})
		}
		if i < n && j < m {
			out = append(out, pairing{left[i], right[j], true})
			i, j = i+1, j+1
		}
	}
	return out
}
