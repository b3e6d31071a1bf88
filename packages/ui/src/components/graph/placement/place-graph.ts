import type { ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api'
import ELK from 'elkjs/lib/elk-api.js'
import workerUrl from 'elkjs/lib/elk-worker.min.js?url'
import type { Graph, GraphArrow } from '../model/graph.ts'
import type { Direction } from './direction.ts'
import { betterDirection, extentOf, isTooWide, roomIn } from './extent.ts'
import type { Place, Point, Size } from './geometry.ts'
import { labelPlace } from './label-place.ts'
import { labelSize, sizeOf } from './sizes.ts'

/** The positions of everything in a graph. */
export interface Placement {
  readonly boxes: ReadonlyMap<string, Place>
  readonly arrows: ReadonlyMap<string, ArrowPlace>
}

export interface ArrowPlace {
  readonly points: readonly Point[]
  readonly label: Place | null
}

interface PlaceOptions {
  readonly direction: Direction
  /** Leaves room for a status in the boxes of tasks. */
  readonly withStatus: boolean
}

type PlaceReadablyOptions = Pick<PlaceOptions, 'withStatus'>

export interface DirectedPlacement {
  readonly placement: Placement
  readonly direction: Direction
}

const LAYOUT = {
  'elk.algorithm': 'layered',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.spacing.nodeNode': '26',
  'elk.spacing.edgeNode': '18',
  'elk.spacing.edgeEdge': '12',
  'elk.layered.spacing.nodeNodeBetweenLayers': '44',
  'elk.layered.spacing.edgeNodeBetweenLayers': '18',
  'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF',
  'elk.layered.nodePlacement.bk.fixedAlignment': 'BALANCED',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.layered.feedbackEdges': 'true',
  'elk.separateConnectedComponents': 'true',
  'elk.spacing.componentComponent': '40',
  'elk.padding': '[top=20,left=20,bottom=20,right=20]',
}

/**
 * From this many arrows on, labels are laid on the lines afterwards: reserving room for each takes several times as
 * long.
 */
const MANY_ARROWS = 120
const LAYOUT_OF_MANY = {
  ...LAYOUT,
  'elk.layered.thoroughness': '1',
  'elk.layered.considerModelOrder.strategy': 'NONE',
  // As fast as the other strategies, and a quarter of their height.
  'elk.layered.nodePlacement.strategy': 'SIMPLE',
  'elk.layered.spacing.nodeNodeBetweenLayers': '110',
}

/** Number of boxes up to which a second layout is fast. */
const MOST_TURNED = 40

/** Number of layouts to cache. */
const KEPT = 8

/** Lays graphs out in a web worker, which starts with the first graph. */
class Placer {
  #elk: InstanceType<typeof ELK> | null = null
  /** Layouts by request, the latest last. */
  readonly #latest = new Map<string, Promise<ElkNode>>()

  /** Warms the worker up while the graph is still being read, since its first layout is slow. */
  start(): void {
    if (this.#elk !== null) return
    const small = { id: 'small', layoutOptions: LAYOUT, children: [{ id: 'a' }, { id: 'b' }] }
    const edges = [{ id: 'c', sources: ['a'], targets: ['b'] }]
    // The same error occurs again when a graph is laid out, and is reported then.
    this.#started()
      .layout({ ...small, edges })
      .catch(() => undefined)
  }

  /** Places a graph in a direction or, if it would be too wide to read, in the one in which it is larger. */
  async placeReadably(graph: Graph, { withStatus }: PlaceReadablyOptions, window: Size): Promise<DirectedPlacement> {
    const right = await this.place(graph, { direction: 'RIGHT', withStatus })
    const [extent, room] = [extentOf(right.boxes.values()), roomIn(window)]
    if (graph.boxes.length > MOST_TURNED || !isTooWide(extent, room)) return { placement: right, direction: 'RIGHT' }
    const down = await this.place(graph, { direction: 'DOWN', withStatus })
    const direction = betterDirection({ RIGHT: extent, DOWN: extentOf(down.boxes.values()) }, room)
    return { placement: direction === 'DOWN' ? down : right, direction }
  }

  async place(graph: Graph, options: PlaceOptions): Promise<Placement> {
    const { children = [], edges = [] } = await this.#layout(toElkGraph(graph, options))
    const arrows = new Map(graph.arrows.map((arrow) => [arrow.id, arrow]))
    return {
      boxes: new Map(children.map((child) => [child.id, placeOf(child)])),
      arrows: new Map(edges.map((edge) => [edge.id, arrowPlaceOf(edge, arrows.get(edge.id))])),
    }
  }

  /** Reuses a cached or running layout. */
  #layout(asked: ElkNode): Promise<ElkNode> {
    const key = JSON.stringify(asked)
    const layout = this.#latest.get(key) ?? this.#started().layout(asked)
    this.#latest.delete(key)
    this.#latest.set(key, layout)
    layout.catch(() => this.#latest.delete(key))
    const [oldest] = this.#latest.keys()
    if (oldest !== undefined && this.#latest.size > KEPT) this.#latest.delete(oldest)
    return layout
  }

  #started(): InstanceType<typeof ELK> {
    this.#elk ??= new ELK({ workerUrl })
    return this.#elk
  }
}

export const placer = new Placer()

function toElkGraph(graph: Graph, { direction, withStatus }: PlaceOptions): ElkNode {
  const isLarge = graph.arrows.length > MANY_ARROWS
  return {
    id: 'graph',
    layoutOptions: { ...(isLarge ? LAYOUT_OF_MANY : layoutTo(direction)), 'elk.direction': direction },
    children: graph.boxes.map((box) => ({ id: box.id, ...sizeOf(box, withStatus) })),
    edges: graph.arrows.map((arrow) => toElkEdge(arrow, isLarge)),
  }
}

/** Boxes are wider than high, and so are labels: downwards, less room between layers is enough. */
function layoutTo(direction: Direction): Readonly<Record<string, string>> {
  return direction === 'RIGHT' ? LAYOUT : { ...LAYOUT, 'elk.layered.spacing.nodeNodeBetweenLayers': '26' }
}

function toElkEdge({ id, from, to, label, action }: GraphArrow, isLarge: boolean): ElkExtendedEdge {
  const size = isLarge ? null : labelSize(label, action)
  // The layout leaves out empty labels.
  const text = label === '' ? (action ?? '') : label
  const labels = size === null ? [] : [{ text, ...size, layoutOptions: { 'elk.edgeLabels.inline': 'true' } }]
  // In a loop of tasks, the arrow that leads back is one that stops a task, if there is one: what starts a task is read first.
  const layoutOptions = { 'elk.layered.priority.direction': action === 'STOP' ? '0' : '10' }
  return { id, sources: [from], targets: [to], labels, layoutOptions }
}

function placeOf({ x = 0, y = 0, width = 0, height = 0 }: Partial<Place>): Place {
  return { x, y, width, height }
}

function arrowPlaceOf({ sections = [], labels = [] }: ElkExtendedEdge, arrow: GraphArrow | undefined): ArrowPlace {
  const [section] = sections
  const [label] = labels
  const points = section === undefined ? [] : [section.startPoint, ...(section.bendPoints ?? []), section.endPoint]
  if (label !== undefined) return { points, label: placeOf(label) }
  const size = arrow === undefined ? null : labelSize(arrow.label, arrow.action)
  return { points, label: size === null ? null : labelPlace(points, size) }
}
