import type { Blocked, WorkflowExecutionDetail } from '@aiflow/sdk/client'
import { RESERVED_KEY_PREFIX } from '@aiflow/sdk/internal/model'
import type { Details } from '../printing/printer.ts'
import { namespaceOption, oneLine, shellWord } from '../text/text.ts'

type Waiting = Pick<WorkflowExecutionDetail, 'id' | 'namespace' | 'blocked'>
type Sections = NonNullable<Details['sections']>

/** What keeps an execution from going on by itself, in one line; null where nothing does. */
export function blockedLine(execution: Waiting): string | null {
  const { blocked } = execution
  if (!blocked) return null
  const parts = [tasksSentence(execution.id, blocked), idleSentence(execution, blocked)]
  const told = parts.filter((part) => part !== null)
  return told.length === 0 ? null : oneLine(told.join(' '))
}

/** The same, with all that the server names. */
export function blockedSections(execution: Waiting): Sections {
  const { id, blocked } = execution
  if (!blocked) return []
  const { tasks, idle, events } = blocked
  const stuck = tasks.first.map(({ task, reason }) => oneLine(`${task}: ${reason}`))
  const waiting = events.first.map(({ task, waitsFor, reason }) => oneLine(`${task} waits for ${waitsFor}: ${reason}`))
  const advice = idle ? adviceOf(execution, blocked) : null
  return [
    ...(stuck.length === 0
      ? []
      : [{ title: 'Tasks that cannot start any more', lines: [...stuck, ...moreOf(tasks), rerunAdvice(id)] }]),
    ...(idle
      ? [{ title: 'Nothing runs', lines: [...waiting, ...moreOf(events), ...(advice === null ? [] : [advice])] }]
      : []),
  ]
}

function tasksSentence(id: number, { tasks: { count, first } }: Blocked): string | null {
  const [task] = first
  if (task === undefined) return null
  const others = count === 1 ? '' : `, and ${count - 1} more`
  return `"${task.task}" cannot start any more: ${task.reason}${others}. ${rerunAdvice(id)}`
}

function idleSentence(execution: Waiting, blocked: Blocked): string | null {
  const { idle, events } = blocked
  if (!idle) return null
  const [event] = events.first
  if (event === undefined) return `Nothing runs. ${adviceOf(execution, blocked)}`
  const others = events.count === 1 ? '' : `, or for ${events.count - 1} more`
  const { task, waitsFor, reason } = event
  const advice = adviceOf(execution, blocked)
  return `Nothing runs. "${task}" waits for ${waitsFor}${others}: ${reason}.${advice === null ? '' : ` ${advice}`}`
}

/** What to do where nothing runs; null where only a change of status helps, which nobody can send. */
function adviceOf({ id, namespace }: Waiting, { events }: Blocked): string | null {
  if (events.count === 0) return `Only a stop ends it: aiflow workflow-execution stop ${id}`
  const key = events.first.find((event) => event.key === null || !event.key.startsWith(RESERVED_KEY_PREFIX))?.key
  if (key === undefined) return null
  const space = namespaceOption(namespace)
  return `Send one: aiflow event send ${key === null ? 'KEY' : shellWord(key)}${space}`
}

function rerunAdvice(id: number): string {
  return `Run the failed and stopped tasks again: aiflow workflow-execution rerun ${id}`
}

function moreOf({ count, first }: { readonly count: number; readonly first: readonly unknown[] }): string[] {
  return count > first.length ? [`… and ${count - first.length} more`] : []
}
