import type { Event } from './event.ts'

/*
 * Who handed an event in, as the door saw it: `token:<name>` (`token:home` is that of the server's own home),
 * `task:<workflow execution id>/<task>/<sequence number>`, `worker:<id>`, or null for the system itself.
 */
const TOKEN = 'token:'
const TASK = 'task:'
const WORKER = 'worker:'
const TASK_KEY = /^\d+\/[A-Za-z0-9_.-]{1,128}\/\d+$/

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

/** Whether a sender would pose as somebody whom only the server names. */
export function isReservedSender(sender: string): boolean {
  return TASK_KEY.test(sender) || [TOKEN, TASK, WORKER].some((prefix) => sender.startsWith(prefix))
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
