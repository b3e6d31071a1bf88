import { quoted } from '../system/shell-command.ts'
import type { Environment } from './task-environment.ts'

/** What is longer would keep others waiting. */
const MAX_TEXT_CHARACTERS = 32 * 1024
/** Names that no shell uses itself. `env` could set others, but would show their values to all users of the machine. */
const OWN_NAME = /^AIFLOW_[A-Za-z0-9_]*$/

/** Runs a program as the leader of a session, with signals as they were: a shell ignores two of them in the background. */
export const LEADING = 'env --default-signal=INT,QUIT setsid'

/** What a shim is started with. */
export interface ShimParts {
  /** The program and its arguments. */
  readonly shim: readonly [string, ...string[]]
  readonly cwd: string
  readonly log: string
  /** Besides what every command inherits. */
  readonly environment: Environment
}

/**
 * What a shell reads to start a shim in the background, as the leader of a session. It is one group of commands: what is cut
 * off is not run. The shim has the attempt in its environment before it can claim it. Its descriptor 3 is the output of the
 * shell. Null if only the worker itself can start it: it is too long, or has a name or a character that a shell would change.
 */
export function handOverText({ shim, cwd, log, environment }: ShimParts): string | null {
  const names = Object.keys(environment)
  if (!names.every((name) => OWN_NAME.test(name))) return null
  const exported = names.map((name) => `${name}=${quoted(environment[name] ?? '')}`)
  const text = `(
exec 3>&1 >>${quoted(log)} 2>&1 </dev/null
cd -P ${quoted(cwd)} || exit
unset PWD OLDPWD
export ${exported.join(' ')}
exec ${LEADING} ${shim.map(quoted).join(' ')}
) &
`
  return text.length > MAX_TEXT_CHARACTERS || text.includes('\0') ? null : text
}
