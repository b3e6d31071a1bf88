import type { Event } from './event.ts'

/*
 * Who sent an event, as the server saw it: `token:<name>` (`token:home` is that of the server's own home),
 * `task:<workflow execution id>/<task>/<sequence number>`, `worker:<id>`, or null for the system itself.
 */
const TOKEN = 'token:'
const TASK = 'task:'
const WORKER = 'worker:'
const TASK_KEY = /^\d+\/[A-Za-z0-9_.-]{1,128}\/\d+$/
/** Shown if there is no principal. */
const SYSTEM = 'system'
/** Prefixes of the names that only the server gives. Reports are sent by the id of a worker. */
const SERVER_NAMES: readonly string[] = [TOKEN, TASK, WORKER, 'worker-', `${SYSTEM}:`]
/** Characters without width, control characters, and the one blank that does not count as a space. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}\u2800]/gu

export function tokenPrincipal(name: string): string {
  return TOKEN + name
}

/** The principal of a task execution, given as `<workflow execution id>/<task>/<sequence number>`. */
export function taskPrincipal(key: string): string {
  return TASK + key
}

export function workerPrincipal(id: string): string {
  return WORKER + id
}

/**
 * A sender as people read it: two senders with the same result look alike. Case, invisible characters and other forms of the
 * same letters make no difference. Letters of other alphabets do.
 */
export function readAs(sender: string): string {
  return sender.normalize('NFKC').replace(INVISIBLE, '').trim().toLowerCase()
}

/** Whether a sender would pose as a principal that only the server names, or has no visible characters. */
export function isReservedSender(sender: string): boolean {
  const read = readAs(sender)
  return read === '' || read === SYSTEM || TASK_KEY.test(read) || SERVER_NAMES.some((prefix) => read.startsWith(prefix))
}

/** The key of the task execution that a principal is, or null if it is not one. */
export function taskOfPrincipal(principal: string | null): string | null {
  return principal?.startsWith(TASK) ? principal.slice(TASK.length) : null
}

/** The name of the token that a principal is, or null if it is not one. */
export function tokenOfPrincipal(principal: string | null): string | null {
  return principal?.startsWith(TOKEN) ? principal.slice(TOKEN.length) : null
}

/** Who sent an event, for people: its principal, and the name that the sender gave itself. */
export function senderText({ principal, sender }: Pick<Event, 'principal' | 'sender'>): string | null {
  if (principal === null) return sender
  const [kind, name = ''] = splitAt(principal, principal.indexOf(':'))
  if (kind === 'task') return name
  if (sender === null || sender === name) return `${kind} ${name}`
  return `${sender} (${kind} ${name})`
}

function splitAt(text: string, index: number): [string, string] {
  return [text.slice(0, index), text.slice(index + 1)]
}
