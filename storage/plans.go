package storage

/*
typedef struct sqlite3 sqlite3;
int sqlite3_auto_extension(void (*entry)(void));
int sqlite3_db_config(sqlite3 *db, int verb, ...);

static int stable_plans(sqlite3 *db, char **message, const void *api) {
	return sqlite3_db_config(db, 1007, 1, (int *)0); // SQLITE_DBCONFIG_ENABLE_QPSG
}

static int stable_plans_everywhere(void) {
	return sqlite3_auto_extension((void (*)(void))stable_plans);
}
*/
import "C"

// Without this SQLite looks at the values that are bound to a statement, such as
// the number after "limit", compiles the statement anew whenever they change, and
// so forgets what it had prepared: that was nearly half of its work. The query
// planner's stability guarantee makes it plan for any value. The driver has no
// option for it; the library calls this for every connection that it opens.
func init() {
	if code := C.stable_plans_everywhere(); code != 0 {
		panic("storage: SQLite cannot be set up")
	}
}
