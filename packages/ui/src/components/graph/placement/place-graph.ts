import type { ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api'
import ELK from 'elkjs/lib/elk-api.js'
import workerUrl from 'elkjs/lib/elk-worker.min.js?url'
import type { Graph, GraphArrow } from '../model/graph.ts'
import type { Direction } from './direction.ts'
import type { Place, Point } from './geometry.ts'
import { labelPlace } from './label-place.ts'
import { labelSize, sizeOf } from './sizes.ts'

/** Where everything of a graph goes. */
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
  /** Boxes of tasks have room for a status. */
  readonly withStatus: boolean
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

/** With so many arrows their words are laid on the lines afterwards: to make room for each costs a multiple of the time. */
const MANY_ARROWS = 120
const LAYOUT_OF_MANY = {
  ...LAYOUT,
  'elk.layered.thoroughness': '1',
  'elk.layered.considerModelOrder.strategy': 'NONE',
  // As fast as the others, and a quarter of their height.
  'elk.layered.nodePlacement.strategy': 'SIMPLE',
  'elk.layered.spacing.nodeNodeBetweenLayers': '110',
}

/** So many placed graphs are remembered. */
const KEPT = 8

/** Places graphs in a thread of its own, which begins with the first of them. */
class Placer {
  #elk: InstanceType<typeof ELK> | null = null
  /** By what was asked, the latest last. */
  readonly #latest = new Map<string, Promise<ElkNode>>()

  /** What runs for the first time is slow: it may do so while the graph is still being read. */
  start(): void {
    if (this.#elk !== null) return
    const small = { id: 'small', layoutOptions: LAYOUT, children: [{ id: 'a' }, { id: 'b' }] }
    const edges = [{ id: 'c', sources: ['a'], targets: ['b'] }]
    // What goes wrong here goes wrong again when a graph is placed, and is told then.
    this.#started()
      .layout({ ...small, edges })
      .catch(() => undefined)
  }

  async place(graph: Graph, options: PlaceOptions): Promise<Placement> {
    const { children = [], edges = [] } = await this.#layout(toElkGraph(graph, options))
    const arrows = new Map(graph.arrows.map((arrow) => [arrow.id, arrow]))
    return {
      boxes: new Map(children.map((child) => [child.id, placeOf(child)])),
      arrows: new Map(edges.map((edge) => [edge.id, arrowPlaceOf(edge, arrows.get(edge.id))])),
    }
  }

  /** What was placed lately, or is about to be, is not placed again. */
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
    layoutOptions: { ...(isLarge ? LAYOUT_OF_MANY : LAYOUT), 'elk.direction': direction },
    children: graph.boxes.map((box) => ({ id: box.id, ...sizeOf(box, withStatus) })),
    edges: graph.arrows.map((arrow) => toElkEdge(arrow, isLarge)),
  }
}

function toElkEdge({ id, from, to, label, action }: GraphArrow, isLarge: boolean): ElkExtendedEdge {
  const size = isLarge ? null : labelSize(label, action)
  // A label without words would not be placed.
  const text = label === '' ? (action ?? '') : label
  const labels = size === null ? [] : [{ text, ...size, layoutOptions: { 'elk.edgeLabels.inline': 'true' } }]
  return { id, sources: [from], targets: [to], labels }
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
