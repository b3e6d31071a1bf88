import { taskStatusKey, workflowStatusKey } from '@aiflow/sdk/internal/model'

const ANY = '*'
const STATUS_KEY = /^aiflow\/(task|workflow)-status\/([^/]*)(?:\/(.*))?$/

/** The workflow that the key of a status event names; null for any other key. */
export function workflowOfStatusKey(key: string): string | null {
  return STATUS_KEY.exec(key)?.[2] ?? null
}

/** The keys for several workflows or tasks that a status event has beside its own: `*` stands for any name. */
export function wildcardsOf(key: string): readonly string[] {
  const [, subject, workflow = '', task = ''] = STATUS_KEY.exec(key) ?? []
  if (subject === undefined) return []
  if (subject === 'workflow') return [workflowStatusKey(ANY)]
  return [taskStatusKey(ANY, ANY), taskStatusKey(workflow, ANY), taskStatusKey(ANY, task)]
}

/** Whether a key stands for several workflows or tasks. */
export function isWildcard(key: string): boolean {
  return STATUS_KEY.test(key) && key.split('/').includes(ANY)
}
