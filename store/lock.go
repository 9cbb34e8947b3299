package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// Lock is held by the one process that serves a data folder. It ends with the process, however that ends.
type Lock struct{ file *os.File }

// LockFolder takes the lock of a data folder, which is made where it is not there. ErrLocked names the process
// that holds it.
func LockFolder(dir string) (*Lock, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	file, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock data folder: %w", err)
	}
	err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		defer file.Close()
		return nil, fmt.Errorf("%s: %w by process %s", dir, ErrLocked, holder(file))
	}
	if err == nil {
		err = writePID(file)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("lock data folder %s: %w", dir, err), file.Close())
	}
	return &Lock{file}, nil
}

func writePID(file *os.File) error {
	if err := file.Truncate(0); err != nil {
		return err
	}
	_, err := file.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
	return err
}

func holder(file *os.File) string {
	var pid [16]byte
	n, _ := file.ReadAt(pid[:], 0)
	if text := strings.TrimSpace(string(pid[:n])); text != "" {
		return text
	}
	return "unknown" // between its lock and its number
}

// Unlock lets another process in. The file stays: removing it would let two hold two files of one name.
func (l *Lock) Unlock() error { return l.file.Close() }
