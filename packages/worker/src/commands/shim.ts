import { writeWhole } from '../system/atomic-file.ts'

/**
 * The exit code of a shim whose claim was refused or could not be written. A command may exit with it too, so the claim
 * decides.
 */
export const CLAIMED_BY_ANOTHER = 75

/*
 * The shim leads the process group of a command and outlives the worker. It forks only for the command itself:
 *
 * - Field 22 of /proc/<pid>/stat is the start time.
 * - `set -C` keeps the claim from being overwritten. The shim first looks for a file there, since `set -C` would wait for the
 *   reader of a FIFO.
 * - A line without its line end does not count, so the outcome needs no rename.
 * - A signal to the group reaches the command, and the shim waits for the end of the command. Traps, unlike ignored signals,
 *   are not inherited.
 * - A folder that was removed meanwhile is created again for the outcome.
 * - Where a shell started it, it tells the worker through descriptor 3 that it is over.
 */
const SHIM = `#!/bin/sh
# Runs one attempt of a task: <folder> <boot id> <umask of the task> <command> [arguments...]
folder=$1 boot=$2 mask=$3
shift 3
umask 077
leave() {
  { echo "over \${folder##*/}" >&3; } 2>/dev/null
  exit "$1"
}
started() { shift 19; start=$1; }
set -fC
if read -r stat 2>/dev/null </proc/$$/stat; then
  started \${stat##*) }
else
  start=$(LC_ALL=C ps -o lstart= -p $$ | tr -s ' ' -)
  start=\${start%-}
fi
trap : TERM INT HUP QUIT USR1 USR2
[ -e "$folder/run" ] && leave ${CLAIMED_BY_ANOTHER}
{ printf '%s %s %s\\n' "$$" "$start" "$boot" >"$folder/run"; } 2>/dev/null || leave ${CLAIMED_BY_ANOTHER}
set +fC
umask "$mask"
"$@" 3>&-
code=$?
[ -d "$folder" ] || mkdir -p "$folder" 2>/dev/null
[ -e "$folder/run" ] && [ ! -f "$folder/run" ] || printf '\\nexit %d\\n' "$code" >>"$folder/run"
leave "$code"
`

export function installShim(path: string): void {
  writeWhole(path, SHIM, 0o700)
}
