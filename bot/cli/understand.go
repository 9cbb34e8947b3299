package cli

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/banshi-bot/banshi/intents"
	"github.com/banshi-bot/banshi/intents/understand"
	"github.com/banshi-bot/banshi/intents/understand/eval"
	"github.com/banshi-bot/banshi/intents/value"
)

type understandCommand struct {
	Train string `help:"Train on a file of JSON lines {\"text\",\"intent\"} instead of the catalog." type:"existingfile" placeholder:"FILE"`
}

// understood is what one text may mean, as one line of JSON.
type understood struct {
	Intent   string          `json:"intent"` // "" where nothing fits
	Score    float64         `json:"score"`
	Zone     intents.Zone    `json:"zone"`
	Ranked   []intents.Guess `json:"ranked"`
	Acts     []intents.Act   `json:"acts"`
	Entities []found         `json:"entities"`
}

// found is a value in a text; places are in code points.
type found struct {
	Kind  string `json:"kind"`
	Text  string `json:"text"`
	Start int    `json:"start"`
	End   int    `json:"end"`
	Value string `json:"value"`
}

// Run understands texts, line by line.
func (c *understandCommand) Run(r *run) error {
	rec, err := r.recogniser(c.Train)
	if err != nil {
		return err
	}
	at := value.Context{At: time.Now().UnixMilli(), Zone: value.Regions().Zone("")}
	return lines(r.in, "stdin", func(n int, line []byte) error {
		var in struct {
			Text *string `json:"text"`
		}
		if err := json.Unmarshal(line, &in); err != nil || in.Text == nil {
			return usage(`line %d is not {"text": …}`, n)
		}
		return writeJSON(r.out, meaning(rec.Understand(*in.Text, at)))
	})
}

func meaning(u intents.Understanding) understood {
	out := understood{
		Zone: u.Zone, Ranked: append([]intents.Guess{}, u.Ranked...), Acts: append([]intents.Act{}, u.Acts...), Entities: []found{},
	}
	if u.Zone != intents.ZoneFallback && len(u.Ranked) > 0 {
		out.Intent, out.Score = u.Ranked[0].Intent, u.Ranked[0].Score
	}
	for _, e := range u.Entities {
		out.Entities = append(out.Entities, found{e.Kind, e.Text, e.Start, e.End, e.Value})
	}
	return out
}

// recogniser is trained on a file, or on the definitions in force.
func (r *run) recogniser(file string) (intents.Recogniser, error) {
	if file == "" {
		c, err := r.current()
		if err != nil {
			return nil, err
		}
		return r.trained(c).Recogniser, nil
	}
	rows, err := readRows(file)
	if err != nil {
		return nil, err
	}
	samples := make([]understand.Sample, len(rows))
	for i, row := range rows {
		samples[i] = understand.Sample{Text: row.Text, Intent: row.Intent}
	}
	return understand.Train(samples, understand.Config{Find: value.Find, Version: kindsVersion}), nil
}

// current is the catalog in force.
func (r *run) current() (*intents.Catalog, error) {
	cfg, err := r.config(nil)
	if err != nil {
		return nil, err
	}
	return r.catalog(cfg)
}

func (r *run) samples() ([]understand.Sample, error) {
	c, err := r.current()
	if err != nil {
		return nil, err
	}
	return c.Samples(), nil
}

type evalCommand struct {
	File  string `arg:"" optional:"" help:"JSON lines {\"text\",\"intent\",\"slots\"}; the intent __oos__ means none."`
	Train string `help:"Train on a file instead of the catalog." type:"existingfile" placeholder:"FILE"`
	CV    int    `name:"cv" help:"Cross-validate the catalog's own examples in so many folds instead." placeholder:"N"`
	JSON  bool   `help:"The report as one JSON object."`
}

// Run measures the recogniser.
func (c *evalCommand) Run(r *run) error {
	report, err := c.measure(r)
	if err != nil {
		return err
	}
	if c.JSON {
		return writeJSON(r.out, report)
	}
	return report.WriteText(r.out)
}

func (c *evalCommand) measure(r *run) (eval.Report, error) {
	switch {
	case (c.File == "") == (c.CV == 0):
		return eval.Report{}, usage("name a FILE, or say --cv 5")
	case c.CV == 1 || c.CV < 0:
		return eval.Report{}, usage("--cv needs at least 2 folds")
	case c.CV > 0:
		samples, err := r.samples()
		if err != nil {
			return eval.Report{}, err
		}
		return eval.CrossValidate(samples, understand.Config{Find: value.Find, Version: kindsVersion}, c.CV), nil
	}
	rows, err := readRows(c.File)
	if err != nil {
		return eval.Report{}, err
	}
	rec, err := r.recogniser(c.Train)
	if err != nil {
		return eval.Report{}, err
	}
	return eval.Run(rec, rows, value.Context{At: time.Now().UnixMilli(), Zone: value.Regions().Zone("")}), nil
}

// readRows reads JSON lines {"text","intent","slots"}; an empty intent means none.
func readRows(file string) ([]eval.Row, error) {
	f, err := os.Open(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, usage("%v", err)
	}
	if err != nil {
		return nil, environment("%v", err)
	}
	defer f.Close()
	var rows []eval.Row
	err = lines(f, file, func(n int, line []byte) error {
		var row eval.Row
		if err := json.Unmarshal(line, &row); err != nil || row.Text == "" {
			return usage(`%s:%d: not {"text","intent"}`, file, n)
		}
		if row.Intent == "" {
			row.Intent = understand.Outside
		}
		rows = append(rows, row)
		return nil
	})
	if err == nil && len(rows) == 0 {
		err = usage("%s holds no rows", file)
	}
	return rows, err
}

// lines hands out the lines of a text that are not blank, with their numbers.
func lines(from io.Reader, name string, each func(n int, line []byte) error) error {
	in := bufio.NewScanner(from)
	in.Buffer(nil, 1<<20)
	for n := 1; in.Scan(); n++ {
		if strings.TrimSpace(in.Text()) == "" {
			continue
		}
		if err := each(n, in.Bytes()); err != nil {
			return err
		}
	}
	if err := in.Err(); err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	return nil
}
