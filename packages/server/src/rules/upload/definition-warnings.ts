import { taskStatusKey } from '@aiflow/sdk/internal/model'
import type { ConditionDefinition, WorkflowDefinition } from '@aiflow/sdk/internal/wire'
import { wildcardsOf } from '../../model/status-keys.ts'
import { eventKeysOf } from '../conditions/kinds.ts'
import { ANY_KEY } from '../key-index.ts'
import { isReserved, keysSentBy } from '../sent-keys.ts'
import { likelySecrets } from './likely-secrets.ts'

/** Each key that nothing sends is compared with so many that something sends. */
const MAX_COMPARED = 1000
const HAS_DIGIT = /\d/

/** A trigger of a workflow in the namespace of the one that is looked at. */
export interface KnownTrigger {
  readonly workflowName: string
  readonly name: string
  readonly condition: ConditionDefinition
}

/** Something in a workflow that most likely is a mistake, but may be right. */
export interface DefinitionWarning {
  readonly code: 'UNSENT_KEY' | 'UNREACHED_TRIGGER' | 'LOSS_WITHOUT_RETRY' | 'LIKELY_SECRET'
  readonly message: string
}

/**
 * What most likely is a mistake: a rule on a key that nothing in sight sends, where something sends one that is almost the
 * same or where nobody can send it; a trigger on an event that a task sends to its own execution alone; a task that may fail
 * because of another one; and a secret in clear text. That a key comes from outside is ordinary, so it is not warned of.
 */
export function warningsOf(definition: WorkflowDefinition, triggers: readonly KnownTrigger[]): DefinitionWarning[] {
  return [
    ...unsentKeys(definition),
    ...unreachedTriggers(definition, triggers),
    ...lossesWithoutRetry(definition),
    ...secretsInClear(definition),
  ]
}

/** The message quotes nothing of the value. */
function secretsInClear(definition: WorkflowDefinition): DefinitionWarning[] {
  return likelySecrets(definition).map((place) => ({
    code: 'LIKELY_SECRET',
    message: `In the workflow "${definition.name}", ${place} looks like a secret, and definitions are stored and shown in clear text. Set it with "aiflow secret set NAME", and name it in "secrets" of the task.`,
  }))
}

function unsentKeys(definition: WorkflowDefinition): DefinitionWarning[] {
  const { name: workflow, tasks } = definition
  const senders = new Map(tasks.flatMap((task) => keysSentBy(task).map((key) => [key, task.name])))
  const sentKeys = new SentKeys([...senders.keys()])
  const ownKeys = tasks.map(({ name }) => taskStatusKey(workflow, name))
  const statusKeys = new Set(ownKeys.flatMap((key) => [key, ...wildcardsOf(key)]))
  return tasks.flatMap(({ name, rules, listensTo = [] }) => {
    const heard = listensTo.filter((key) => !isReserved(key))
    const keys = new Set([...rules.flatMap(({ condition }) => eventKeysOf(condition)), ...heard])
    return [...keys].flatMap((key): DefinitionWarning[] => {
      const waits = `The task "${name}" of the workflow "${workflow}" waits for the event "${key}"`
      if (key === ANY_KEY || senders.has(key)) return []
      if (isReserved(key)) return statusKeys.has(key) ? [] : [unsent(`${waits}, which it never gets. ${OWN}`)]
      const near = sentKeys.nearest(key)
      if (near === undefined) return []
      return [unsent(`${waits}, and the task "${senders.get(near)}" sends "${near}". Is that the same event?`)]
    })
  })
}

const OWN =
  'Rules of tasks see the changes of status of their own execution alone. Name a task of it, or use a trigger.'

function unreachedTriggers(definition: WorkflowDefinition, triggers: readonly KnownTrigger[]): DefinitionWarning[] {
  const emitted = definition.tasks.flatMap(({ name, emits = [] }) => emits.map((emit) => ({ ...emit, task: name })))
  const reaching = new Set(emitted.filter(({ to }) => to === 'namespace').map(({ key }) => key))
  const kept = emitted.filter(({ key, to }) => to === 'execution' && !reaching.has(key))
  if (kept.length === 0) return []
  const keptByKey = new Map(kept.toReversed().map((emit) => [emit.key, emit]))
  return triggers.flatMap(({ name, workflowName, condition }) => {
    const [found] = eventKeysOf(condition).flatMap((key) => keptByKey.get(key) ?? [])
    if (found === undefined) return []
    const message =
      `The task "${found.task}" of the workflow "${definition.name}" sends "${found.key}" to its own execution alone, so the trigger ` +
      `"${name}" of the workflow "${workflowName}" does not see it. Send it with { to: 'namespace' }, and say so in "emits": ` +
      `{ key: '${found.key}', to: 'namespace' }.`
    return [{ code: 'UNREACHED_TRIGGER', message }]
  })
}

/** What tasks send, to be compared with what others wait for. */
class SentKeys {
  readonly #byPlain: ReadonlyMap<string, string>
  /** Of keys with numbers, one like another is most likely meant. */
  readonly #words: readonly string[]

  constructor(keys: readonly string[]) {
    this.#byPlain = new Map(keys.toReversed().map((key) => [plain(key), key]))
    this.#words = keys.filter((key) => !HAS_DIGIT.test(key)).slice(0, MAX_COMPARED)
  }

  /** The same but for case and separators, or for one or two characters of a long key. */
  nearest(key: string): string | undefined {
    const same = this.#byPlain.get(plain(key))
    return same ?? (HAS_DIGIT.test(key) ? undefined : this.#words.find((word) => isAlmost(word, key)))
  }
}

function lossesWithoutRetry({ name: workflow, tasks }: WorkflowDefinition): DefinitionWarning[] {
  const found = tasks.filter(({ operator, retry }) => {
    return operator.type === 'code' && operator.isolation === 'shared' && retry.retriesOnLost === 0
  })
  return found.map(({ name }) => ({
    code: 'LOSS_WITHOUT_RETRY',
    message:
      `The task "${name}" of the workflow "${workflow}" shares its process, so it is lost and FAILED if that ends because of ` +
      'another task. Give it "retriesOnLost": 1.',
  }))
}

/** They differ in one place, by one or two characters of a long key. */
function isAlmost(left: string, right: string): boolean {
  const shorter = Math.min(left.length, right.length)
  let begin = 0
  while (begin < shorter && left[begin] === right[begin]) begin += 1
  let end = 0
  while (end < shorter - begin && left.at(-1 - end) === right.at(-1 - end)) end += 1
  return shorter >= 6 && Math.max(left.length, right.length) - begin - end <= 2
}

function plain(key: string): string {
  return key.toLowerCase().replaceAll(/[-_.]/g, '')
}

function unsent(message: string): DefinitionWarning {
  return { code: 'UNSENT_KEY', message }
}
