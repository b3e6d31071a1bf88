import { type Graph, type GraphArrow, type GraphBox, taskBoxId } from './graph.ts'

interface Sender {
  readonly task: string
  readonly key: string
}

/** The keys of the events that a graph shows. */
export function keysOf({ boxes }: Graph): readonly string[] {
  return boxes.flatMap((box) => (isKeyed(box) ? [box.key] : []))
}

/** The graph with an arrow from each task to the events that it sends, so that a loop of tasks is one loop. */
export function linkSenders(graph: Graph, senders: readonly Sender[]): Graph {
  if (senders.length === 0) return graph
  const tasks = new Set(graph.boxes.filter(({ kind }) => kind === 'task').map(({ id }) => id))
  const events = new Map(graph.boxes.flatMap((box) => (isKeyed(box) ? [[box.key, box.id] as const] : [])))
  const arrows = senders.flatMap(({ task, key }): GraphArrow[] => {
    const from = taskBoxId(task)
    const to = events.get(key)
    if (to === undefined || !tasks.has(from) || isDeclared(graph, from, to)) return []
    const title = `"${task}" has sent events with the key "${key}"`
    return [{ id: `sends:${task}:${key}`, from, to, way: 'event', action: null, label: '', title }]
  })
  return { ...graph, arrows: [...graph.arrows, ...arrows] }
}

/** Whether the task says itself that it sends the event, by `emits`. */
function isDeclared({ arrows }: Graph, task: string, event: string): boolean {
  return arrows.some(({ from, to }) => from === task && to === event)
}

/** The tasks with an arrow to a box. */
export function sendersOf({ boxes, arrows }: Graph, box: string): readonly string[] {
  const from = new Set(arrows.filter(({ to }) => to === box).map((arrow) => arrow.from))
  return boxes.flatMap(({ id, kind, name }) => (kind === 'task' && from.has(id) ? [name] : []))
}

function isKeyed(box: GraphBox): box is Extract<GraphBox, { kind: 'event' }> & { readonly key: string } {
  return box.kind === 'event' && box.key !== null
}
