import { RESERVED_KEY_PREFIX } from '../../model/event/event.ts'
import { type AnyEventType, keyOf } from '../../model/event/event-type.ts'
import { MAX_EMITS } from '../../model/limits.ts'
import { isPlainObject, quoted } from '../../model/text/quoted.ts'
import type { TaskDefinition } from '../../wire/workflow-definition.ts'
import { checkOneOf, invalidWorkflow } from '../checks/checks.ts'

/** An event that a task sends. A key or an event type alone stands for one that is sent to the execution of the task. */
export type Emits =
  | string
  | AnyEventType
  | { readonly key: string | AnyEventType; readonly to?: 'execution' | 'namespace' }

interface EventOptions {
  readonly emits?: readonly Emits[]
  readonly listensTo?: readonly (string | AnyEventType)[]
}

/** What a task says about its events, in the data form. Throws INVALID_WORKFLOW. */
export function eventSettings(task: string, { emits, listensTo }: EventOptions) {
  return {
    ...(emits === undefined ? {} : { emits: emitsOf(task, emits) }),
    ...(listensTo === undefined ? {} : { listensTo: listensToOf(task, listensTo) }),
  }
}

function emitsOf(task: string, emits: unknown): NonNullable<TaskDefinition['emits']> {
  const where = `"emits" of the task "${task}"`
  return listOf(emits, { where, task, field: 'emits' }).map((one: unknown) => {
    const { key: event, to = 'execution', ...others } = isPlainObject(one) ? one : { key: one }
    const key = keyOf(event)
    if (typeof key !== 'string' || key === '' || Object.keys(others).length > 0) {
      const message = `${where} cannot hold ${quoted(one)}. An entry is the key of an event, or { key, to }.`
      throw invalidWorkflow(message, { task, field: 'emits' })
    }
    if (key.startsWith(RESERVED_KEY_PREFIX)) {
      throw invalidWorkflow(`${where} holds "${key}", which only the system sends. Choose another key.`, { task, key })
    }
    checkOneOf(`"to" of "${key}" in ${where}`, to, ['execution', 'namespace'])
    return { key, to: to === 'namespace' ? 'namespace' : 'execution' } as const
  })
}

function listensToOf(task: string, listensTo: unknown): NonNullable<TaskDefinition['listensTo']> {
  const where = `"listensTo" of the task "${task}"`
  return listOf(listensTo, { where, task, field: 'listensTo' }).map((one: unknown) => {
    const key = keyOf(one)
    if (typeof key === 'string' && key !== '') return key
    const message = `${where} cannot hold ${quoted(one)}. An entry is the key of an event.`
    throw invalidWorkflow(message, { task, field: 'listensTo' })
  })
}

interface Asked {
  readonly where: string
  readonly task: string
  readonly field: string
}

function listOf(given: unknown, { where, task, field }: Asked): readonly unknown[] {
  if (Array.isArray(given) && given.length <= MAX_EMITS) return given
  const what = Array.isArray(given) ? `${given.length} keys` : quoted(given)
  throw invalidWorkflow(`${where} is a list of at most ${MAX_EMITS} keys, not ${what}.`, { task, field })
}
