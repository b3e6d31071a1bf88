import { quoted } from '../system/shell-command.ts'

/** A server that takes longer is left to the program, which retries and explains. */
const PATIENCE_SECONDS = 3

/*
 * The script forks nothing and needs a few milliseconds, where a start of Node takes a hundred times as long. The program
 * behind it is told the idempotency key of an event whose answer did not come, so that the event is stored once. `-p` in its
 * first line keeps away what the caller exports: options of the shell, functions in place of its commands, BASH_ENV.
 */
const SEND_AT_ONCE = `
# Sends "event send KEY [VALUE]" of a task to a server on this machine, or returns if anything is unusual.
send_at_once() {
  local LC_ALL=C unusual=$'[^ -~\\t\\n\\r]' url='"url": ?"http://(127\\.0\\.0\\.1|localhost|\\[::1\\]):([0-9]+)/?"'
  local server host port token id value=null body line length= connection
  [[ $# == [34] && $2 == send && -n $3 && $3 != -* && $4 != -* && ! $3$4 =~ $unusual ]] || return
  [[ -r $AIFLOW_TASK_TOKEN_FILE && -r $AIFLOW_SERVER_FILE && -r /proc/sys/kernel/random/uuid ]] || return
  [[ $AIFLOW_WORKFLOW_EXECUTION_ID =~ ^[1-9][0-9]{0,14}$ ]] || return
  read -r -d '' server <"$AIFLOW_SERVER_FILE"
  [[ $server =~ $url ]] || return
  host=\${BASH_REMATCH[1]//[][]/} port=\${BASH_REMATCH[2]}
  read -r -d '' token <"$AIFLOW_TASK_TOKEN_FILE"
  read -r id </proc/sys/kernel/random/uuid
  (($# == 4)) && quote "$4" && value=$REPLY
  quote "$3"
  body="{\\"key\\":$REPLY,\\"value\\":$value,\\"workflowExecutionId\\":$AIFLOW_WORKFLOW_EXECUTION_ID,\\"idempotencyKey\\":\\"$id\\"}"
  { exec {connection}<>"/dev/tcp/$host/$port"; } 2>/dev/null || return
  export AIFLOW_SENT_EVENT=$id
  trap '' PIPE
  printf '%s\\r\\n' "POST /api/v1/events HTTP/1.1" "Host: $host:$port" "Authorization: Bearer $token" \\
    'Content-Type: application/json' "Content-Length: \${#body}" 'Connection: close' '' 2>/dev/null >&"$connection"
  printf '%s' "$body" 2>/dev/null >&"$connection"
  trap - PIPE
  read -r -t ${PATIENCE_SECONDS} -u "$connection" line
  [[ $line == 'HTTP/1.1 200 '* ]] || return
  while read -r -t ${PATIENCE_SECONDS} -u "$connection" line && [[ $line != $'\\r' ]]; do
    [[ \${line,,} =~ ^content-length:\\ ([0-9]+) ]] && length=\${BASH_REMATCH[1]}
  done
  [[ -n $length ]] && read -r -t ${PATIENCE_SECONDS} -u "$connection" -N "$length" line || return
  [[ $line =~ \\"offset\\":([0-9]+) ]] || return
  printf 'Sent "%s" at offset %s.\\n' "$3" "\${BASH_REMATCH[1]}"
  exit
}

# A text as JSON, in REPLY.
quote() {
  REPLY=\${1//\\\\/\\\\\\\\} REPLY=\${REPLY//\\"/\\\\\\"} REPLY=\${REPLY//$'\\t'/\\\\t} REPLY=\${REPLY//$'\\n'/\\\\n}
  REPLY=\\"\${REPLY//$'\\r'/\\\\r}\\"
}

[[ $1 == event ]] && send_at_once "$@"
`

/**
 * The text of the program `aiflow` that tasks find in their PATH. Where there is bash, it sends plain events itself. Everything
 * else is for `cli`, a program and its first arguments.
 */
export function taskProgram(shell: string, cli: readonly string[]): string {
  const rest = `exec ${cli.map(quoted).join(' ')} "$@"\n`
  return shell.endsWith('/bash') ? `#!${shell} -p${SEND_AT_ONCE}${rest}` : `#!/bin/sh\n${rest}`
}
