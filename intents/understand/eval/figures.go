package eval

import (
	"cmp"
	"slices"
)

// AUROC is the share of pairs of one inside and one outside score in which the inside one is higher, ties
// counted half. It is 0 where either is empty.
func AUROC(inside, outside []float64) float64 {
	if len(inside) == 0 || len(outside) == 0 {
		return 0
	}
	type mark struct {
		score   float64
		outside bool
	}
	marks := make([]mark, 0, len(inside)+len(outside))
	for _, s := range inside {
		marks = append(marks, mark{s, false})
	}
	for _, s := range outside {
		marks = append(marks, mark{s, true})
	}
	slices.SortFunc(marks, func(a, b mark) int { return cmp.Compare(a.score, b.score) })
	var pairs, below float64
	for i := 0; i < len(marks); {
		var in, out float64
		j := i
		for ; j < len(marks) && marks[j].score == marks[i].score; j++ {
			if marks[j].outside {
				out++
			} else {
				in++
			}
		}
		pairs += in * (below + out/2)
		below += out
		i = j
	}
	return pairs / float64(len(inside)) / float64(len(outside))
}

// RecallAt is the share of outside scores below the threshold that lets the given share of the inside in.
func RecallAt(inside, outside []float64, accepted float64) float64 {
	if len(inside) == 0 || len(outside) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(inside))
	threshold := sorted[min(int((1-accepted)*float64(len(sorted))), len(sorted)-1)]
	refused := 0
	for _, s := range outside {
		if s < threshold {
			refused++
		}
	}
	return float64(refused) / float64(len(outside))
}

// CalibrationError is the expected calibration error: in ten bins of the score, how far the mean score is
// from the share that was right, weighted by how many fell into the bin.
func CalibrationError(scores []float64, right []bool) float64 {
	const bins = 10
	var sum, hits, n [bins]float64
	for i, s := range scores {
		b := min(max(int(s*bins), 0), bins-1)
		sum[b] += s
		n[b]++
		if right[i] {
			hits[b]++
		}
	}
	var e float64
	for b := range n {
		if d := sum[b] - hits[b]; d < 0 {
			e -= d
		} else {
			e += d
		}
	}
	if len(scores) == 0 {
		return 0
	}
	return e / float64(len(scores))
}
