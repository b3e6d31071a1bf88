import { RESERVED_KEY_PREFIX } from '@aiflow/sdk/internal/model'
import type { TaskDefinition } from '@aiflow/sdk/internal/wire'

/** The command with which a command sends an event, and its key. */
const SENDS = /\baiflow event send (?:--?[\w-]+(?:[ =]\S+)? )*["']?([\w.-]+)/g

/** Whether only the system sends events with this key. */
export function isReserved(key: string): boolean {
  return key.startsWith(RESERVED_KEY_PREFIX)
}

/** The keys of the events that a task declares to send, and of those that its command sends. Code shows none of its own. */
export function keysSentBy({ emits = [], operator }: Pick<TaskDefinition, 'emits' | 'operator'>): string[] {
  const command = operator.type === 'bash' ? operator.command : ''
  return [...emits.map(({ key }) => key), ...[...command.matchAll(SENDS)].map(([, key]) => String(key))]
}
