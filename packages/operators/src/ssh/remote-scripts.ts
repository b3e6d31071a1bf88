import { MAX_LINES } from '../programs/last-lines.ts'

/*
 * What runs on the other machine, in any POSIX shell. Work has a folder below `~/.aiflow/tasks` with its command, the id of
 * its process group, its output and its exit code. Whoever creates the folder has begun the work, or has forbidden it.
 */

/** The output file has this many bytes of JSON at most, so that it fits into a handle. */
export const MAX_RESULT_BYTES = 900 * 1024

const MAX_LINES_BYTES = 4096

/** How the script that follows the output ends. */
export const FOLLOWED = { ended: 0, missing: 96, vanished: 97 } as const

/** What the script that begins the work prints. */
export const BEGUN = { started: 'started', found: 'found', stopped: 'stopped' } as const

export interface RemoteCommand {
  readonly command: string
  readonly shell: string
  readonly env: Readonly<Record<string, string>>
  /** Null for the home folder. */
  readonly cwd: string | null
}

/** Begins the work unless it has begun, and prints which of both. */
export function beginScript(id: string, { command, shell, env, cwd }: RemoteCommand): string {
  const run = [
    placeOf(id),
    // A stop leaves its mark before it looks for this id.
    'echo $$ >"$d/pid.new" && mv "$d/pid.new" "$d/pid"',
    '[ -e "$d/stopped" ] && exit',
    'set -- "$d/command"',
    // Variables of authors may have any name, so they are set for the command alone, and its file has no name.
    '(',
    'export AIFLOW_OUTPUT_FILE="$d/result"',
    ...Object.entries(env).map(([name, value]) => `export ${name}=${word(value)}`),
    cwd === null ? 'cd "$HOME"' : `cd ${word(cwd)} || exit 1`,
    `exec ${word(shell)} "$1"`,
    ') >>"$d/output" 2>&1 </dev/null',
    'echo $? >"$d/exit.new" && mv "$d/exit.new" "$d/exit"',
  ].join('\n')
  return `${placeOf(id)}
umask 077
mkdir -p "$t" || exit 1
for f in $(find "$t" -mindepth 2 -maxdepth 2 -name stopped -mtime +7 2>/dev/null); do rm -rf "\${f%/stopped}"; done
if ! mkdir "$d" 2>/dev/null; then
  [ -d "$d" ] || { echo "The folder $d cannot be created." >&2; exit 1; }
  [ -e "$d/stopped" ] && echo ${BEGUN.stopped} || echo ${BEGUN.found}
  exit 0
fi
cat /proc/sys/kernel/random/boot_id >"$d/boot" 2>/dev/null
: >"$d/output"
printf %s ${word(command)} >"$d/command" || exit 1
printf %s ${word(run)} >"$d/run" || exit 1
export ${marker(id)}
if command -v setsid >/dev/null 2>&1; then setsid sh "$d/run" </dev/null >/dev/null 2>&1 &
elif command -v perl >/dev/null 2>&1; then perl -MPOSIX -e 'POSIX::setsid(); exec @ARGV' sh "$d/run" </dev/null >/dev/null 2>&1 &
else rm -rf "$d"; echo 'The machine has neither "setsid" nor "perl".' >&2; exit 1; fi
unset AIFLOW_SSH_TASK
n=0
until [ -e "$d/pid" ] || [ $n -ge 100 ]; do ${NAP}; n=$((n + 1)); done
echo ${BEGUN.started}`
}

/**
 * Prints the output from an offset on, until the command has ended, or until the connection is gone: it may have ended without
 * a signal. A machine that does not let the script see its parent is not asked.
 */
export function followScript(id: string, offset: number): string {
  return `${placeOf(id)}
${MEMBERS(id)}
[ -d "$d" ] || exit ${FOLLOWED.missing}
o=${offset}
n=0
w=
kill -0 "$PPID" 2>/dev/null && w=1
while :; do
  [ -z "$w" ] || kill -0 "$PPID" 2>/dev/null || exit 1
  end=
  if [ -e "$d/exit" ]; then end=${FOLLOWED.ended}
  elif [ $((n % ${NAPS_PER_LOOK})) -eq 0 ] && [ -z "$(members)" ]; then ${NAP}; [ -e "$d/exit" ] && end=${FOLLOWED.ended} || end=${FOLLOWED.vanished}; fi
  s=$(wc -c <"$d/output") || exit ${FOLLOWED.missing}
  s=$((s + 0))
  if [ "$s" -gt "$o" ]; then tail -c +$((o + 1)) "$d/output" | head -c $((s - o)) || exit 1; o=$s; fi
  [ -n "$end" ] && exit $end
  n=$((n + 1))
  ${NAP}
done`
}

/** Prints the exit code, and what the command wrote into its output file. */
export function outcomeScript(id: string): string {
  return `${placeOf(id)}
cat "$d/exit" && { [ ! -e "$d/result" ] || head -c ${MAX_RESULT_BYTES + 1} "$d/result"; }`
}

/** Prints the end of the output. */
export function lastLinesScript(id: string): string {
  return `${placeOf(id)}
tail -n ${MAX_LINES} "$d/output" | tail -c ${MAX_LINES_BYTES}`
}

/** Ends what the command has left running, and removes the folder. */
export function removeScript(id: string): string {
  return `${placeOf(id)}
${MEMBERS(id)}
m=$(members); [ -z "$m" ] || kill -KILL $m 2>/dev/null
rm -rf "$d"`
}

/** Ends all processes of the work, and forbids its start. Succeeds when none is left. */
export function stopScript(id: string, graceSeconds: number): string {
  return `${placeOf(id)}
${MEMBERS(id)}
umask 077
mkdir -p "$d" && : >"$d/stopped" || exit 1
end_by() {
  signal=$1; left=$2
  while :; do
    m=$(members)
    [ -z "$m" ] && return 0
    [ "$signal" = none ] || kill -$signal $m 2>/dev/null
    [ "$signal" = KILL ] || signal=none
    [ "$left" -le 0 ] && return 1
    sleep 1; left=$((left - 1))
  done
}
end_by TERM ${Math.ceil(graceSeconds)} || end_by KILL 10 || { echo "These processes do not end:" $(members) >&2; exit 1; }
rm -rf "$d/command" "$d/run" "$d/output" "$d/result"`
}

/** A text as one word of a POSIX shell. */
function word(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}

function placeOf(id: string): string {
  return `t="$HOME/.aiflow/tasks"; d="$t/${id}"`
}

/** Each process of the work has it in its environment, also those that left its process group. */
function marker(id: string): string {
  return `AIFLOW_SSH_TASK=${id}`
}

/** To look for the processes of the work reads all of the machine. */
const NAPS_PER_LOOK = 30
const NAP = '{ sleep 0.1 2>/dev/null || sleep 1; }'

/**
 * Prints the ids of the processes of the work: those of its group, and on Linux those with its mark. Ids of processes are used
 * again after a reboot, so nothing is left of an earlier boot.
 */
const MEMBERS = (id: string): string => `members() {
  p=$(cat "$d/pid" 2>/dev/null)
  if [ -d /proc/self ]; then
    [ "$(cat /proc/sys/kernel/random/boot_id 2>/dev/null)" = "$(cat "$d/boot" 2>/dev/null)" ] || return 0
    for f in $(grep -l -s -F -e ${marker(id)} /proc/[0-9]*/environ); do f=\${f%/environ}; echo "\${f#/proc/}"; done
    [ -n "$p" ] || return 0
    # Another process may have this id by now.
    grep -q . "/proc/$p/environ" 2>/dev/null && ! grep -q -F -e ${marker(id)} "/proc/$p/environ" && return 0
    for f in /proc/[0-9]*/stat; do
      { read -r s <"$f"; } 2>/dev/null || continue
      set -- \${s##*) }
      case $1 in Z | X) continue ;; esac
      [ "$3" = "$p" ] || continue
      f=\${f%/stat}
      echo "\${f#/proc/}"
    done
  elif [ -n "$p" ]; then
    ps -A -o pid= -o pgid= | while read -r f g; do [ "$g" = "$p" ] && echo "$f"; done
  fi
}`
