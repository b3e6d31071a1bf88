import { taskStatusKey, workflowStatusKey } from '@aiflow/sdk/internal/model'

const ANY = '*'
const STATUS_KEY = /^aiflow\/(task|workflow)-status\/([^/]*)(?:\/(.*))?$/

// Many lanes and conditions ask about one event before the next one comes.
let last: { readonly key: string; readonly wildcards: readonly string[] } | null = null

/** The workflow that the key of a status event names; null for any other key. */
export function workflowOfStatusKey(key: string): string | null {
  return STATUS_KEY.exec(key)?.[2] ?? null
}

/** The keys for several workflows or tasks that a status event has beside its own: `*` stands for any name. */
export function wildcardsOf(key: string): readonly string[] {
  if (last?.key !== key) last = { key, wildcards: findWildcards(key) }
  return last.wildcards
}

/** The same for a trigger: a key for any workflow leaves out the events of the trigger's own workflow. */
export function wildcardsForTrigger(key: string, ownWorkflow: string): readonly string[] {
  const wildcards = wildcardsOf(key)
  return workflowOfStatusKey(key) === ownWorkflow ? wildcards.filter((one) => !isOfAnyWorkflow(one)) : wildcards
}

/** Whether a key stands for several workflows or tasks. */
export function isWildcard(key: string): boolean {
  return key.includes(ANY) && STATUS_KEY.test(key) && key.split('/').includes(ANY)
}

/** Whether a key stands for the events of any workflow. */
export function isOfAnyWorkflow(key: string): boolean {
  return workflowOfStatusKey(key) === ANY
}

function findWildcards(key: string): readonly string[] {
  const [, subject, workflow = '', task = ''] = STATUS_KEY.exec(key) ?? []
  if (subject === undefined) return []
  if (subject === 'workflow') return [workflowStatusKey(ANY)]
  return [taskStatusKey(ANY, ANY), taskStatusKey(workflow, ANY), taskStatusKey(ANY, task)]
}
