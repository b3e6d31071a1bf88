import { NonRetryableError } from '@aiflow/sdk'

/** `ssh` could not reach the machine, or lost it. */
export class SshError extends Error {
  /** Whether no script has run, because the connection did not come about. */
  readonly isBeforeScript: boolean

  constructor(message: string, isBeforeScript: boolean) {
    super(message)
    this.name = 'SshError'
    this.isBeforeScript = isBeforeScript
  }
}

/** A failure that another attempt meets as well, until a person has done something. */
export class SshRefusal extends NonRetryableError {}

const CHANGED_KEY = /REMOTE HOST IDENTIFICATION HAS CHANGED|host key .* has changed/i
const UNKNOWN_KEY = /Host key verification failed|No .* host key is known/i
const NO_LOGIN = /Permission denied|Too many authentication failures|no mutual signature|UNPROTECTED PRIVATE KEY/i
const BAD_OPTION = /Bad configuration option|command-line line 0|Bad owner or permissions|unsupported option/i
const NO_CONNECTION =
  /Could not resolve hostname|Connection refused|No route to host|Network is unreachable|connect to (?:host|address)|kex_exchange_identification|banner exchange/i

/** What the messages of `ssh` mean. Those of a script that has begun stand among them, and mean nothing. */
export function sshFailure(host: string, stderr: string, hasBegun: boolean): Error {
  const told = lastLine(stderr)
  const lost = new SshError(`The connection to "${host}" was lost${told === '' ? '' : `: ${told}`}.`, false)
  if (hasBegun) return lost
  if (CHANGED_KEY.test(stderr)) {
    const advice = 'If that is right, remove the old one with "ssh-keygen -R" on the machine of the worker.'
    return new SshRefusal(`The host key of "${host}" is another one than before. ${advice}`)
  }
  if (UNKNOWN_KEY.test(stderr))
    return new SshRefusal(
      `The host key of "${host}" is not known. Add it to "known_hosts" on the machine of the worker.`,
    )
  if (NO_LOGIN.test(stderr)) return new SshRefusal(`"${host}" refused the login: ${told}`)
  if (BAD_OPTION.test(stderr)) return new SshRefusal(`ssh refused its options: ${told}`)
  if (NO_CONNECTION.test(stderr)) return new SshError(`"${host}" cannot be reached: ${told}`, true)
  return lost
}

/** What `ssh` says last names the cause. */
function lastLine(stderr: string): string {
  return stderr.trim().split('\n').at(-1)?.trim() ?? ''
}
