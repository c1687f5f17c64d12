package clustertest

import "os"

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
	n.stopped(func() (err error) { saved, err = os.ReadFile(file); return err })
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
	t := n.cluster.T
	t.Helper()
	n.close()
	if err := do(); err != nil {
		t.Fatalf("%s: %v", n.Name, err)
	}
	n.listenAgain()
	n.open()
}
