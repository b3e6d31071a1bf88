import { type Event, taskStatusKey } from '@aiflow/sdk'
import type { TaskExecutionRef } from '@aiflow/sdk/client'
import { queryOptions } from '@tanstack/react-query'
import { client } from '../../data/client.ts'
import { toldChange } from '../../data/task-ref.ts'
import { type EffectNode, effectNodes, nodeKey } from './effect-nodes.ts'

const SHOWN = 50

/** What followed from a node: the effects of an event, or what a new task execution sent and how it continued. */
export function followQuery(node: EffectNode) {
  return queryOptions({
    queryKey: ['events', 'follow', nodeKey(node)],
    queryFn: ({ signal }) => follow(node, signal),
    meta: { topics: ['executions', 'tasks', 'events'], everyMs: 2000 },
  })
}

async function follow(node: EffectNode, signal: AbortSignal): Promise<readonly EffectNode[]> {
  switch (node.type) {
    case 'verdict':
      return node.children
    case 'more':
      return []
    case 'event':
      return effectsOf(node.event.offset, signal)
    case 'later':
      return lifeOf(node.ref, { after: 0, signal })
    case 'change':
      return lifeAfter(node.changes, signal)
  }
}

async function effectsOf(offset: number, signal: AbortSignal): Promise<readonly EffectNode[]> {
  return effectNodes(await client.events.effects(offset, { signal }))
}

/** The effects of changes. For new task executions also how they continued. */
async function lifeAfter(
  changes: Extract<EffectNode, { type: 'change' }>['changes'],
  signal: AbortSignal,
): Promise<readonly EffectNode[]> {
  const effects = (await Promise.all(changes.map(({ offset }) => effectsOf(offset, signal)))).flat()
  const [first] = changes
  const last = changes.at(-1) ?? first
  if (first.type === 'workflowExecution' || first.from !== null) return effects
  return [...effects, ...(await lifeOf(first, { after: last.offset, signal }))]
}

interface LifeOptions {
  /** Skips events up to this offset, which are known already. */
  readonly after: number
  readonly signal: AbortSignal
}

/** The events that a task execution sent, and the changes of its status, in log order. */
async function lifeOf(ref: TaskExecutionRef, { after, signal }: LifeOptions): Promise<readonly EffectNode[]> {
  const { workflowExecutionId, taskName, sequenceNumber } = ref
  const { namespace, workflowName } = await client.workflowExecutions.get(workflowExecutionId, {
    signal,
    tasks: 'none',
  })
  const sender = `${workflowExecutionId}/${taskName}/${sequenceNumber}`
  const key = taskStatusKey(workflowName, taskName)
  const range = { namespace, beginOffset: after, limit: SHOWN }
  const [sent, told] = await Promise.all([
    client.events.list({ ...range, sender, kind: 'user' }, { signal }),
    client.events.list({ ...range, key, workflowExecutionId, kind: 'status' }, { signal }),
  ])
  const isOwn = (event: Event) => toldChange(event)?.ref?.sequenceNumber === sequenceNumber
  const events = [...sent.items, ...told.items.filter(isOwn)].sort((a, b) => a.offset - b.offset)
  const nodes = events.map((event): EffectNode => ({ type: 'event', event }))
  return sent.next === null ? nodes : [...nodes, { type: 'more', sender }]
}
