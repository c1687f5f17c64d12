package clustertest

import (
	"os"
	"path/filepath"

	"headroom/storage/storagetest"
)

// Backup copies the instance's database as it is now, the files and the ledger
// aside, and gives what puts it back later: both stop the instance meanwhile, as
// an operator does. It is for SQLite.
func (n *Node) Backup() (restore func()) {
	t := n.cluster.T
	t.Helper()
	file, ok := n.conf.SQLite()
	if !ok {
		t.Fatal("only a database in a file can be put back")
	}
	var saved []byte
	n.stopped(func() (err error) {
		copied := filepath.Join(t.TempDir(), "backup.db")
		storagetest.Snapshot(t, file, copied) // with what may stand in the log beside it
		saved, err = os.ReadFile(copied)
		return err
	})
	return func() {
		t.Helper()
		n.stopped(func() error {
			for _, tail := range []string{"-wal", "-shm"} {
				if err := os.Remove(file + tail); err != nil && !os.IsNotExist(err) {
					return err
				}
			}
			return os.WriteFile(file, saved, 0o600)
		})
	}
}

// stopped does something while the instance does not run.
func (n *Node) stopped(do func() error) {
	n.cluster.T.Helper()
	n.closed(do)
	n.listenAgain()
	n.open()
}
