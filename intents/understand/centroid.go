package understand

import "math"

// centroids are the unit-length sums of the rows of each class, sparse.
type centroids []vector

// centroids adds up the rows of each class.
func (t *training) centroids() centroids {
	byClass := make([][]int32, len(t.names))
	for i, l := range t.label {
		if l >= 0 {
			byClass[l] = append(byClass[l], int32(i))
		}
	}
	all := make(centroids, len(t.names))
	t.length = make([]float32, len(t.names))
	dense := make([]float32, len(t.vocab.keys))
	for class, rows := range byClass {
		var v vector
		for _, r := range rows {
			row := t.data.row(int(r))
			for i, id := range row.ids {
				if dense[id] == 0 {
					v.ids = append(v.ids, id)
				}
				dense[id] += row.vals[i]
			}
		}
		for _, id := range v.ids {
			v.vals = append(v.vals, dense[id])
			dense[id] = 0
		}
		t.length[class] = float32(math.Sqrt(float64(v.square())))
		for i := range v.vals {
			v.vals[i] /= t.length[class]
		}
		all[class] = v
	}
	return all
}

// write puts the centroid of a class into a dense vector of zeros.
func (c centroids) write(dense []float32, class int) { c[class].addTo(dense, 1) }
