package understand

const (
	folds  = 5
	enough = 1500 // rows held out are plenty to fit a handful of numbers
)

// heldOut returns the rows of each fold that confidence is fitted on: all five folds of a small catalog,
// fewer of a large one.
func (t *training) heldOut() [][]int32 {
	var held [][]int32
	n := 0
	for f := 0; f < folds && n < enough; f++ {
		var rows []int32
		for row := range t.label {
			if foldOf(int32(row)) == f {
				rows = append(rows, int32(row))
			}
		}
		held, n = append(held, rows), n+len(rows)
	}
	return held
}

// foldOf spreads rows over the folds, neighbours apart.
func foldOf(row int32) int { return int(row) * 7919 % 10007 % folds }

// holdOut scores the rows of the first folds by a machine that never saw them. It starts from the finished
// machine, takes the rows of one fold out of it and lets the remaining support vectors settle once: a small
// part of the work of training anew, and more passes change nothing that matters.
func (t *training) holdOut(mc *machine, rows []int32, folds int, set func(row int32, score float32)) {
	for f := range folds {
		part := mc.spare(t)
		copy(part.w, mc.w)
		for i, row := range rows {
			if mc.alpha[i] == 0 {
				continue
			}
			if foldOf(row) == f {
				t.svm.add(part, row, -mc.alpha[i]*t.svm.sign(row, mc.class))
				continue
			}
			part.rows, part.alpha = append(part.rows, row), append(part.alpha, mc.alpha[i])
		}
		short := t.svm
		short.passes = 1
		short.learn(part, part.rows)
		for _, row := range rows {
			if foldOf(row) == f {
				set(row, t.svm.of(part, row))
			}
		}
	}
}
