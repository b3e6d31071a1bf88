import type { Event } from './event.ts'

/*
 * Who handed an event in, as the door saw it: `token:<name>` (`token:home` is that of the server's own home),
 * `task:<workflow execution id>/<task>/<sequence number>`, `worker:<id>`, or null for the system itself.
 */
const TOKEN = 'token:'
const TASK = 'task:'
const WORKER = 'worker:'
const TASK_KEY = /^\d+\/[A-Za-z0-9_.-]{1,128}\/\d+$/
/** What has no principal is shown as this. */
const SYSTEM = 'system'
/** What the names begin with that the server gives; reports are sent by the id of a worker. */
const SERVER_NAMES: readonly string[] = [TOKEN, TASK, WORKER, 'worker-', `${SYSTEM}:`]
/** Characters that take no place, controls, and the one blank that is no space. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}\u2800]/gu

export function tokenPrincipal(name: string): string {
  return TOKEN + name
}

/** Of a task execution, given as `<workflow execution id>/<task>/<sequence number>`. */
export function taskPrincipal(key: string): string {
  return TASK + key
}

export function workerPrincipal(id: string): string {
  return WORKER + id
}

/**
 * A sender as people read it: two with the same answer look alike, or nearly so. Neither case nor what cannot be seen makes
 * a difference, nor do other forms of the same letters; letters of other alphabets do.
 */
export function readAs(sender: string): string {
  return sender.normalize('NFKC').replace(INVISIBLE, '').trim().toLowerCase()
}

/** Whether a sender would pose as somebody whom only the server names, or shows nothing that could be read. */
export function isReservedSender(sender: string): boolean {
  const read = readAs(sender)
  return read === '' || read === SYSTEM || TASK_KEY.test(read) || SERVER_NAMES.some((prefix) => read.startsWith(prefix))
}

/** The task execution that a principal is, as it is printed; null where it is none. */
export function taskOfPrincipal(principal: string | null): string | null {
  return principal?.startsWith(TASK) ? principal.slice(TASK.length) : null
}

/** Who sent an event, for people: its principal, and beside it the name that the sender gave itself. */
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
