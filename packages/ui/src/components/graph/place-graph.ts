import type { ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api'
import ELK from 'elkjs/lib/elk-api.js'
import workerUrl from 'elkjs/lib/elk-worker.min.js?url'
import type { Graph, GraphArrow } from './graph.ts'
import { labelSize, sizeOf } from './sizes.ts'

export type Direction = 'RIGHT' | 'DOWN'

export interface Point {
  readonly x: number
  readonly y: number
}

export interface Place extends Point {
  readonly width: number
  readonly height: number
}

/** Where everything of a graph goes. */
export interface Placement {
  readonly boxes: ReadonlyMap<string, Place>
  readonly arrows: ReadonlyMap<string, ArrowPlace>
}

export interface ArrowPlace {
  readonly points: readonly Point[]
  readonly label: Place | null
}

export interface PlaceOptions {
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

/** Places graphs in a thread of its own, which begins with the first of them. */
class Placer {
  #elk: InstanceType<typeof ELK> | null = null

  async place(graph: Graph, { direction, withStatus }: PlaceOptions): Promise<Placement> {
    this.#elk ??= new ELK({ workerUrl })
    const placed = await this.#elk.layout({
      id: 'graph',
      layoutOptions: { ...LAYOUT, 'elk.direction': direction },
      children: graph.boxes.map((box) => ({ id: box.id, ...sizeOf(box, withStatus) })),
      edges: graph.arrows.map(toElkEdge),
    })
    return toPlacement(placed)
  }
}

export const placer = new Placer()

function toElkEdge({ id, from, to, label, action }: GraphArrow): ElkExtendedEdge {
  const size = labelSize(label, action)
  // A label without words would not be placed.
  const text = label === '' ? (action ?? '') : label
  const labels = size === null ? [] : [{ text, ...size, layoutOptions: { 'elk.edgeLabels.inline': 'true' } }]
  return { id, sources: [from], targets: [to], labels }
}

function toPlacement({ children = [], edges = [] }: ElkNode): Placement {
  return {
    boxes: new Map(children.map((child) => [child.id, placeOf(child)])),
    arrows: new Map(edges.map((edge) => [edge.id, arrowPlaceOf(edge)])),
  }
}

function placeOf({ x = 0, y = 0, width = 0, height = 0 }: Partial<Place>): Place {
  return { x, y, width, height }
}

function arrowPlaceOf({ sections = [], labels = [] }: ElkExtendedEdge): ArrowPlace {
  const [section] = sections
  const [label] = labels
  return {
    points: section === undefined ? [] : [section.startPoint, ...(section.bendPoints ?? []), section.endPoint],
    label: label === undefined ? null : placeOf(label),
  }
}
