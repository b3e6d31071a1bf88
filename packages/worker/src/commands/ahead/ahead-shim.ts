import { writeWhole } from '../../system/atomic-file.ts'

/*
 * As the shim of a command, for a program that is started before it is known which attempt it gets. The program claims the
 * attempt in the name of the shim, whose process id and start time are in the claim. Before that it writes down which one it is,
 * and after it that it has it. Only then the shim has an outcome to append.
 */
const AHEAD_SHIM = `#!/bin/sh
# Runs one attempt that comes later: <own folder> <command> [arguments...]
own=$1
shift
umask 077
trap : TERM INT HUP QUIT USR1 USR2
"$@"
code=$?
{ IFS= read -r folder && read -r claimed; } 2>/dev/null <"$own/attempt" || exit "$code"
[ -d "$folder" ] || mkdir -p "$folder" 2>/dev/null
[ -e "$folder/run" ] && [ ! -f "$folder/run" ] || printf '\\nexit %d\\n' "$code" >>"$folder/run"
exit "$code"
`

export function installAheadShim(path: string): void {
  writeWhole(path, AHEAD_SHIM, 0o700)
}
