package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// The names of what a backup holds. What lies in Database is sealed; KeysFile opens it, with the master key,
// and is to be kept apart and for a short time: a backup of keys is what erasure has to wait for.
const (
	DatabaseFile   = "banshi.db"
	KeysFile       = "keys.db"
	TombstonesFile = "tombstones"
)

const backupStep = 2048 // pages copied between two looks at the context

// Backup copies the database while it is used. The keys go into keysDir, or beside the database where it is
// "". A folder appears only when it is whole.
func (s *Store) Backup(ctx context.Context, dir, keysDir string) error {
	if err := s.backup(ctx, dir, keysDir); err != nil {
		return fmt.Errorf("backup to %s: %w", dir, err)
	}
	return nil
}

func (s *Store) backup(ctx context.Context, dir, keysDir string) error {
	if keysDir == "" {
		keysDir = dir
	}
	parts := map[string]string{dir: dir + ".part", keysDir: keysDir + ".part"}
	for final, part := range parts {
		if _, err := os.Lstat(final); !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%s: %w", final, errors.Join(err, fs.ErrExist))
		}
		if err := os.MkdirAll(part, 0o700); err != nil {
			return err
		}
		defer os.RemoveAll(part)
	}
	// The database first: every key it needs was durable before the row that needs it.
	if err := s.files.copyOut(ctx, s.files.main, filepath.Join(parts[dir], DatabaseFile)); err != nil {
		return err
	}
	if err := s.files.copyOut(ctx, s.files.keys, filepath.Join(parts[keysDir], KeysFile)); err != nil {
		return err
	}
	if err := copyFile(s.files.tombstones, filepath.Join(parts[dir], TombstonesFile)); err != nil {
		return err
	}
	for final, part := range parts {
		if err := errors.Join(os.Rename(part, final), syncDir(filepath.Dir(final))); err != nil {
			return err
		}
	}
	return nil
}

// copyOut copies one database into a new file.
func (f files) copyOut(ctx context.Context, from, to string) error {
	if err := makeFile(to); err != nil {
		return err
	}
	src, err := openConn(f.dsn(from, "_query_only=true"))
	if err != nil {
		return err
	}
	defer src.close()
	dst, err := openConn("file:" + to)
	if err != nil {
		return err
	}
	defer dst.close()
	return src.copyTo(ctx, dst)
}

// copyFile copies a small file; one that is not there is none.
func copyFile(from, to string) error {
	src, err := os.Open(from)
	if errors.Is(err, fs.ErrNotExist) || from == "" {
		return nil
	}
	if err != nil {
		return err
	}
	defer src.Close()
	dst, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer dst.Close()
	if _, err := io.Copy(dst, src); err != nil {
		return err
	}
	return dst.Sync()
}

// makeFile makes an empty file that only its owner may read.
func makeFile(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}
