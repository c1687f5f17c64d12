# Read by other scripts with ".": runs the stages of a run one after another
# and prints how many seconds each took.

stages_report=
stages_began=$(date +%s)

# stage NAME COMMAND...: runs it; when it fails the run ends with the report.
stage() {
	stage_name=$1
	shift
	echo "== $stage_name"
	stage_began=$(date +%s)
	stage_status=0
	"$@" || stage_status=$?
	stage_line=$(printf '%6d s  %s' $(($(date +%s) - stage_began)) "$stage_name")
	[ "$stage_status" -eq 0 ] || stage_line="$stage_line: FAILED ($stage_status)"
	stages_report="$stages_report
$stage_line"
	if [ "$stage_status" -ne 0 ]; then
		stages_end
		exit "$stage_status"
	fi
}

# stages_end prints the report.
stages_end() {
	echo "== seconds$stages_report"
	printf '%6d s  together\n' $(($(date +%s) - stages_began))
}
