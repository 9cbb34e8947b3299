package e2e

import (
	"bytes"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"io/fs"
	"maps"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/mattn/go-sqlite3"
)

// What keeps a server from starting: exit code 3, one line that says what is wrong and what to do, and nothing changed.
func TestRefusedStarts(t *testing.T) {
	s := newAlone(t)
	made := s.start()
	made.serves(t)
	w := s.meets(t, "", 0)
	w.says("给城管提个建议", "请说说您的建议")
	if code := made.stop(t); code != 0 {
		t.Fatalf("exit %d", code)
	}
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	busy := taken.Addr().String()
	master, database := filepath.Join(s.dir, "keys", "master"), filepath.Join(s.dir, "banshi.db")
	platforms := filepath.Join(s.root, "real.yaml")
	if err := os.WriteFile(platforms, []byte("wechat:\n  main: {app_id: wx1, token_file: nowhere}\n"), 0o600); err != nil {
		t.Fatal(err)
	}

	for _, c := range []struct {
		name string
		more []string
		with func(t *testing.T) // what is wrong; it is put right again by a cleanup
		says []string
	}{
		{"port in use", []string{"--listen", busy}, nil, []string{busy, "address already in use", "--listen"}},
		{"admin port in use", []string{"--admin-listen", busy}, nil, []string{busy, "address already in use", "--admin-listen"}},
		{"keys of WeChat, sandbox on auto", []string{"--config", platforms}, nil, []string{"https://api.weixin.qq.com", "say --sandbox on (a demo) or --sandbox off"}},
		{"not on loopback, sandbox on auto", []string{"--listen", "0.0.0.0:0"}, nil, []string{"0.0.0.0:0", "say --sandbox on (a demo) or --sandbox off"}},
		{"made for the sandbox", []string{"--sandbox", "off"}, nil, []string{"marked sandbox", "made for the other mode", "--sandbox as it was made"}},
		{"made by a newer version", nil, func(t *testing.T) {
			edit(t, database, "insert into goose_db_version (version_id, is_applied) values (999, 1)")
			t.Cleanup(func() { edit(t, database, "delete from goose_db_version where version_id = 999") })
		}, []string{"version 999", "newer version than this program", "start the newer program, or restore a backup"}},
		{"the master key is gone", nil, func(t *testing.T) { swap(t, master, nil) }, []string{"keys/master", "no such file", "put it back"}},
		{"another master key", nil, func(t *testing.T) {
			swap(t, master, []byte("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"))
		}, []string{"key file does not belong to this database", "put the master key back"}},
		{"a key others may read", nil, func(t *testing.T) {
			mode(t, master, 0o644)
			t.Cleanup(func() { mode(t, master, 0o400) })
		}, []string{"keys/master", "others may read it", "chmod 0400"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.with != nil {
				c.with(t)
			}
			before := contents(t, s.dir)
			one(t, exec.Command(banshi(t), append(s.args(), c.more...)...), c.says)
			if after := contents(t, s.dir); !maps.Equal(before, after) {
				t.Errorf("the data folder was\n%v\nand is\n%v", before, after)
			}
		})
	}

	again := s.start()
	again.serves(t)
	t.Run("a second process on the same folder", func(t *testing.T) {
		one(t, exec.Command(banshi(t), append(s.args(), "--listen", "127.0.0.1:0")...),
			[]string{fmt.Sprintf("in use by process %d", again.cmd.Process.Pid), "stop that process, or name another folder with --data"})
		if more := s.meets(t, w.token, 0); !strings.Contains(more.tail(), "请说说您的建议") {
			t.Errorf("the first is not as it was: %s", more.tail())
		}
	})
	if code := again.stop(t); code != 0 {
		t.Errorf("exit %d after all that", code)
	}
}

// one runs a command that must end with 3 and one line on stderr.
func one(t *testing.T, cmd *exec.Cmd, says []string) {
	t.Helper()
	var out, text bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &text
	err := cmd.Run()
	if code := cmd.ProcessState.ExitCode(); code != 3 {
		t.Errorf("exit %d, %v", code, err)
	}
	if strings.Count(text.String(), "\n") != 1 || !strings.HasSuffix(text.String(), "\n") || out.Len() > 0 {
		t.Errorf("not one line on stderr alone:\n%s%s", out.String(), text.String())
	}
	for _, want := range says {
		if !strings.Contains(text.String(), want) {
			t.Errorf("does not say %q: %s", want, text.String())
		}
	}
}

// contents are the digests of a folder's files. Left out are the lock, and the logs SQLite keeps while it reads.
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() || d.Name() == "lock" || strings.HasSuffix(path, "-shm") || strings.HasSuffix(path, "-wal") {
			return err
		}
		b, err := os.ReadFile(path)
		info, _ := d.Info()
		out[strings.TrimPrefix(path, dir)] = fmt.Sprintf("%x %v", sha256.Sum256(b), info.Mode())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// edit changes a database that nobody has open.
func edit(t *testing.T, path, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(statement); err != nil {
		t.Fatal(err)
	}
}

// swap puts other bytes, or none, in the place of a file until the test ends.
func swap(t *testing.T, path string, with []byte) {
	t.Helper()
	away := path + ".away"
	if err := os.Rename(path, away); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.Rename(away, path); err != nil {
			t.Fatal(err)
		}
	})
	if with == nil {
		return
	}
	if err := os.WriteFile(path, with, 0o400); err != nil {
		t.Fatal(err)
	}
}

func mode(t *testing.T, path string, m fs.FileMode) {
	t.Helper()
	if err := os.Chmod(path, m); err != nil {
		t.Fatal(err)
	}
}
