import type { Event, TaskStatus } from '@aiflow/sdk'
import type { Change, EventEffects, TaskExecutionRef } from '@aiflow/sdk/client'

export type VerdictOfEvent = EventEffects['verdicts'][number]

/** One effect of an event, which can be followed further. */
export type EffectNode =
  | { readonly type: 'verdict'; readonly verdict: VerdictOfEvent; readonly children: readonly EffectNode[] }
  /** The changes of one task execution or workflow execution in this step, in order; at least one. */
  | { readonly type: 'change'; readonly changes: readonly [Change, ...Change[]] }
  /** A start that had to wait, and began later. */
  | { readonly type: 'later'; readonly ref: TaskExecutionRef; readonly status: TaskStatus }
  | { readonly type: 'event'; readonly event: Event }
  /** There are more effects than are shown. */
  | { readonly type: 'more'; readonly sender: string | null }

/** The effects of an event: first the verdicts with what they led to, then what followed without a rule. */
export function effectNodes({ verdicts, changes, laterStarts, isCut }: EventEffects): readonly EffectNode[] {
  const rest = new Set(changes)
  const nodes: EffectNode[] = []
  for (const verdict of verdicts) {
    const led = verdict.verdict === 'fired' ? changes.filter((change) => rest.has(change) && isOf(verdict, change)) : []
    for (const change of led) rest.delete(change)
    const later = laterStarts.filter((start) => isLater(verdict, start)).map(toLater)
    nodes.push({ type: 'verdict', verdict, children: [...changeNodes(led), ...later] })
  }
  const unasked = laterStarts.filter((start) => !verdicts.some((verdict) => isLater(verdict, start)))
  nodes.push(...changeNodes([...rest]), ...unasked.map(toLater))
  return isCut ? [...nodes, { type: 'more', sender: null }] : nodes
}

export function nodeKey(node: EffectNode): string {
  switch (node.type) {
    case 'verdict':
      return `verdict ${node.verdict.id}`
    case 'change':
      return `event ${node.changes[0].offset}`
    case 'event':
      return `event ${node.event.offset}`
    case 'later':
      return `task ${node.ref.workflowExecutionId}/${node.ref.taskName}/${node.ref.sequenceNumber}`
    case 'more':
      return 'more'
  }
}

function isOf(verdict: VerdictOfEvent, change: Change): boolean {
  if (change.type === 'workflowExecution')
    return verdict.task === null && verdict.resultId === change.workflowExecutionId
  return verdict.task === change.taskName && verdict.workflowExecutionId === change.workflowExecutionId
}

function isLater(
  { task, workflowExecutionId, saw }: VerdictOfEvent,
  start: EventEffects['laterStarts'][number],
): boolean {
  return saw?.waitsFor !== undefined && task === start.taskName && workflowExecutionId === start.workflowExecutionId
}

/** Groups changes by task execution. */
function changeNodes(changes: readonly Change[]): readonly EffectNode[] {
  const bySubject = new Map<string, [Change, ...Change[]]>()
  for (const change of changes) {
    const task = change.type === 'taskExecution' ? `${change.taskName}/${change.sequenceNumber}` : ''
    const subject = `${change.workflowExecutionId}/${task}`
    const known = bySubject.get(subject)
    if (known === undefined) bySubject.set(subject, [change])
    else known.push(change)
  }
  return [...bySubject.values()].map((of) => ({ type: 'change', changes: of }))
}

function toLater({ status, ...ref }: EventEffects['laterStarts'][number]): EffectNode {
  return { type: 'later', ref, status }
}
