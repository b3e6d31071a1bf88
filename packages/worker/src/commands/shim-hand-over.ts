import { quoted } from '../system/shell-command.ts'
import type { Environment } from './task-environment.ts'

/** A pipe takes this much at once, so a shell that waits gets all of it or, if the worker dies before, nothing. */
const MAX_TEXT_CHARACTERS = 32 * 1024
/** Names that no shell uses itself. `env` could set others, but would show their values to all users of the machine. */
const OWN_NAME = /^AIFLOW_[A-Za-z0-9_]*$/

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
 * What a waiting shell reads to become a shim. It is one group of commands: what is cut off is not run. The shim has the
 * attempt in its environment before it can claim it. Null if only a new process can take it: it is too long or has a name or
 * a character that a shell would change.
 */
export function handOverText({ shim, cwd, log, environment }: ShimParts): string | null {
  const names = Object.keys(environment)
  if (!names.every((name) => OWN_NAME.test(name))) return null
  const exported = names.map((name) => `${name}=${quoted(environment[name] ?? '')}`)
  const text = `{
exec >>${quoted(log)} 2>&1
cd -P ${quoted(cwd)} || exit
unset PWD OLDPWD
export ${exported.join(' ')}
exec ${shim.map(quoted).join(' ')} </dev/null
}
`
  return text.length > MAX_TEXT_CHARACTERS || text.includes('\0') ? null : text
}
