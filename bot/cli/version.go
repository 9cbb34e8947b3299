package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

type versionCommand struct {
	JSON bool `help:"As one JSON object."`
}

// built tells what this program is.
type built struct {
	Version  string `json:"version"`
	Revision string `json:"revision,omitempty"`
	Changed  bool   `json:"changed,omitempty"` // built from a tree with changes of its own
	Go       string `json:"go"`
	OS       string `json:"os"`
	Arch     string `json:"arch"`
}

func thisBuild() built {
	b := built{Version: Version, Go: runtime.Version(), OS: runtime.GOOS, Arch: runtime.GOARCH}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b
	}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.Revision = s.Value
		case "vcs.modified":
			b.Changed = s.Value == "true"
		}
	}
	return b
}

// Run tells the version.
func (c *versionCommand) Run(r *run) error {
	b := thisBuild()
	if c.JSON {
		return writeJSON(r.out, b)
	}
	_, err := fmt.Fprintf(r.out, "banshi %s %s %s/%s\n", b.Version, b.Go, b.OS, b.Arch)
	return err
}
