package cli

import (
	"io/fs"
	"testing/fstest"
)

// memory makes a file system of files kept by content.
func memory(files map[string][]byte) fs.FS {
	m := fstest.MapFS{}
	for name, b := range files {
		m[name] = &fstest.MapFile{Data: b}
	}
	return m
}
