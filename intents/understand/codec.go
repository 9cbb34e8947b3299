package understand

import (
	"bytes"
	"crypto/sha256"
	"encoding"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// format is written before a model and into its Key; it changes with every change of how models are
// trained or stored.
const format = "banshi model 10\n"

var (
	_ encoding.BinaryMarshaler   = (*Model)(nil)
	_ encoding.BinaryUnmarshaler = (*Model)(nil)
)

// Key names the model that Train would give for samples and cfg, without training.
func Key(samples []Sample, cfg Config) [32]byte {
	h := sha256.New()
	var length [8]byte
	put := func(s string) {
		binary.LittleEndian.PutUint64(length[:], uint64(len(s)))
		h.Write(length[:])
		h.Write([]byte(s))
	}
	put(format)
	put(cfg.Version)
	for _, s := range samples {
		put(s.Text)
		put(s.Intent)
		put(s.Lang)
	}
	return [32]byte(h.Sum(nil))
}

// MarshalBinary returns the model as bytes, the same bytes for the same model.
func (m *Model) MarshalBinary() ([]byte, error) {
	var w bytes.Buffer
	w.WriteString(format)
	for _, part := range m.parts() {
		if err := part.write(&w); err != nil {
			return nil, fmt.Errorf("write model: %w", err)
		}
	}
	sum := sha256.Sum256(w.Bytes())
	w.Write(sum[:8])
	return w.Bytes(), nil
}

// UnmarshalBinary reads what MarshalBinary wrote. The model finds no values; use Load to give it a finder.
func (m *Model) UnmarshalBinary(data []byte) error {
	body, ok := bytes.CutPrefix(data, []byte(format))
	if !ok || len(body) < 8 {
		return errors.New("read model: not a model of this version")
	}
	end := len(data) - 8
	if sum := sha256.Sum256(data[:end]); !bytes.Equal(sum[:8], data[end:]) {
		return errors.New("read model: damaged")
	}
	m.vocab = new(vocab)
	r := bytes.NewReader(body[:len(body)-8])
	for _, part := range m.parts() {
		if err := part.read(r); err != nil {
			return fmt.Errorf("read model: %w", err)
		}
	}
	m.vocab.index()
	m.prepare()
	return nil
}

// Load reads a stored model and gives it the finder of cfg.
func Load(data []byte, cfg Config) (*Model, error) {
	m := &Model{find: cfg.Find}
	if err := m.UnmarshalBinary(data); err != nil {
		return nil, err
	}
	return m, nil
}

// A part is one piece of a stored model.
type part interface {
	write(w *bytes.Buffer) error
	read(r *bytes.Reader) error
}

// parts lists what is stored, in order.
func (m *Model) parts() []part {
	v := m.vocab
	return []part{
		plain[recipe]{&v.recipe}, list[uint64]{&v.keys}, list[float32]{&v.idf}, plain[float32]{&v.highest},
		names{&m.names}, list[int32]{&m.begin}, list[entry]{&m.lists}, list[float32]{&m.bias}, list[int32]{&m.stages.begin}, list[weight]{&m.stages.table}, plain[logistic]{&m.sure}, plain[zones]{&m.zones},
	}
}

// plain is a value of fixed size.
type plain[T any] struct{ v *T }

func (p plain[T]) write(w *bytes.Buffer) error { return binary.Write(w, binary.LittleEndian, p.v) }
func (p plain[T]) read(r *bytes.Reader) error  { return binary.Read(r, binary.LittleEndian, p.v) }

// list is a slice of values of fixed size.
type list[T any] struct{ v *[]T }

func (l list[T]) write(w *bytes.Buffer) error {
	if err := writeLength(w, len(*l.v)); err != nil {
		return err
	}
	return binary.Write(w, binary.LittleEndian, *l.v)
}

func (l list[T]) read(r *bytes.Reader) error {
	var one T
	n, err := readLength(r, binary.Size(one))
	if err != nil {
		return err
	}
	*l.v = make([]T, n)
	return binary.Read(r, binary.LittleEndian, *l.v)
}

// names is a slice of strings.
type names struct{ v *[]string }

func (s names) write(w *bytes.Buffer) error {
	if err := writeLength(w, len(*s.v)); err != nil {
		return err
	}
	for _, name := range *s.v {
		if err := writeLength(w, len(name)); err != nil {
			return err
		}
		w.WriteString(name)
	}
	return nil
}

func (s names) read(r *bytes.Reader) error {
	n, err := readLength(r, 4)
	if err != nil {
		return err
	}
	*s.v = make([]string, n)
	for i := range *s.v {
		length, err := readLength(r, 1)
		if err != nil {
			return err
		}
		text := make([]byte, length)
		if _, err := r.Read(text); err != nil && length > 0 {
			return err
		}
		(*s.v)[i] = string(text)
	}
	return nil
}

func writeLength(w *bytes.Buffer, n int) error {
	if n > math.MaxInt32 {
		return fmt.Errorf("%d values are too many", n)
	}
	return binary.Write(w, binary.LittleEndian, uint32(n))
}

// readLength reads a count and refuses one that cannot be, given how long each value is.
func readLength(r *bytes.Reader, size int) (int, error) {
	var n uint32
	if err := binary.Read(r, binary.LittleEndian, &n); err != nil {
		return 0, err
	}
	if int64(n)*int64(size) > int64(r.Len()) {
		return 0, fmt.Errorf("%d values of %d bytes do not fit into the %d bytes left", n, size, r.Len())
	}
	return int(n), nil
}
