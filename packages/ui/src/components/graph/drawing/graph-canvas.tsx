import { Loader } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import {
  Background,
  BackgroundVariant,
  Controls,
  MarkerType,
  MiniMap,
  type NodeChange,
  type NodeHandle,
  Position,
  ReactFlow,
  useStore,
} from '@xyflow/react'
import '@xyflow/react/dist/style.css'
import { useDeferredValue, useMemo } from 'react'
import { ErrorState } from '../../kit/feedback/error-state.tsx'
import type { Graph, GraphBox } from '../model/graph.ts'
import { type Direction, directionOf, SMALL_SCREEN } from '../placement/direction.ts'
import { extentOf } from '../placement/extent.ts'
import type { Size } from '../placement/geometry.ts'
import type { Placement } from '../placement/place-graph.ts'
import { usePlacement } from '../placement/use-placement.ts'
import { actionColor } from './action-look.tsx'
import { Arrow, type ArrowEdge } from './arrow.tsx'
import { Box, type BoxNode, LooksContext, type TaskLooks } from './boxes.tsx'
import classes from './graph-canvas.module.css'
import { Legend } from './legend.tsx'
import { useSeenBox } from './use-seen-box.ts'

const NODE_TYPES = { box: Box }
const EDGE_TYPES = { arrow: Arrow }
/** Number of boxes from which there is a minimap. */
const MANY = 40
/** Minimum zoom on a small screen, where a readable part of the graph is better than all of it. */
const LEAST_ZOOM: Readonly<Record<Direction, number>> = { RIGHT: 0.08, DOWN: 0.55 }
/** In pixels: what is cut off by less is seen. */
const SLACK = 8
const MAP_SIZE: Readonly<Record<Direction, Size>> = {
  RIGHT: { width: 200, height: 150 },
  DOWN: { width: 84, height: 112 },
}
const WORDS = {
  'node.a11yDescription.default': 'Press Enter to show its details, Escape to go back.',
  'edge.a11yDescription.default': '',
}

export interface GraphCanvasProps {
  /** Pass the same object for the same graph: a new object causes a new layout. */
  readonly graph: Graph
  /** The name of the graph, for screen readers. */
  readonly label: string
  readonly looks?: TaskLooks
  readonly selected: string | null
  /** Called with the id of a box, or null if the selection is cleared. */
  readonly onSelect: (box: string | null) => void
}

/** The drawing of a graph, with zoom, panning and keyboard navigation. */
export function GraphCanvas({ graph, label, looks, selected, onSelect }: GraphCanvasProps) {
  const isSmall = useMediaQuery(SMALL_SCREEN, undefined, { getInitialValueInEffect: false }) === true
  const direction = directionOf(isSmall)
  const { placed, error } = usePlacement(graph, direction, looks !== undefined)
  if (error !== null) return <ErrorState error={error} />
  return (
    <section className={classes.graph} aria-label={label} data-placed={placed !== null || undefined}>
      <div className={classes.canvas} data-chosen={selected !== null || undefined}>
        {placed === null ? (
          <div className={classes.waiting}>
            <Loader role="status" size="sm" aria-label="Laying out the graph" />
          </div>
        ) : (
          <LooksContext value={looks ?? null}>
            <Flow key={placed.direction} {...placed} selected={selected} onSelect={onSelect} />
          </LooksContext>
        )}
      </div>
      <Legend />
    </section>
  )
}

interface FlowProps extends Pick<GraphCanvasProps, 'graph' | 'selected' | 'onSelect'> {
  readonly placement: Placement
  readonly direction: Direction
}

function Flow({ graph, placement, direction, selected: newest, onSelect }: FlowProps) {
  // Deferred, so that the card beside the graph appears at once.
  const selected = useDeferredValue(newest)
  // Keep the objects that a selection does not change, so that they are not drawn again.
  const allNodes = useMemo(
    () => graph.boxes.map((box) => toNode(box, placement, direction)),
    [graph, placement, direction],
  )
  const allEdges = useMemo(() => toEdges(graph, placement), [graph, placement])
  const nodes = useMemo(
    () => allNodes.map((node) => (node.id === selected ? { ...node, selected: true } : node)),
    [allNodes, selected],
  )
  const edges = useMemo(() => allEdges.map((edge) => litBy(edge, selected)), [allEdges, selected])
  const change = (changes: readonly NodeChange<BoxNode>[]) => {
    const chosen = changes.find((one) => one.type === 'select' && one.selected)
    if (chosen?.type === 'select') onSelect(chosen.id)
    else if (changes.some((one) => one.type === 'select')) onSelect(null)
  }
  return (
    <ReactFlow
      nodes={nodes}
      edges={edges}
      nodeTypes={NODE_TYPES}
      edgeTypes={EDGE_TYPES}
      onNodesChange={change}
      fitView
      fitViewOptions={{ maxZoom: 1, minZoom: LEAST_ZOOM[direction], padding: 0.06 }}
      minZoom={0.05}
      maxZoom={2}
      nodesDraggable={false}
      nodesConnectable={false}
      edgesFocusable={false}
      elementsSelectable
      multiSelectionKeyCode={null}
      selectionKeyCode={null}
      deleteKeyCode={null}
      onlyRenderVisibleElements={graph.boxes.length > MANY}
      ariaLabelConfig={WORDS}
    >
      <SeenBox id={selected} />
      <Background variant={BackgroundVariant.Dots} gap={20} size={1} color="var(--line-strong)" />
      <Controls showInteractive={false} />
      {graph.boxes.length > MANY ? <MapOfRest placement={placement} direction={direction} /> : null}
    </ReactFlow>
  )
}

/** The map, unless all of the graph is seen: it would only cover a part. */
function MapOfRest({ placement, direction }: Pick<FlowProps, 'placement' | 'direction'>) {
  const extent = useMemo(() => extentOf(placement.boxes.values()), [placement])
  const isWhole = useStore(({ transform: [x, y, zoom], width, height }) => {
    const [right, bottom] = [x + extent.width * zoom, y + extent.height * zoom]
    return x >= -SLACK && y >= -SLACK && right <= width + SLACK && bottom <= height + SLACK
  })
  if (isWhole) return null
  return <MiniMap pannable zoomable nodeStrokeWidth={2} ariaLabel="Map" style={MAP_SIZE[direction]} />
}

function SeenBox({ id }: { readonly id: string | null }) {
  useSeenBox(id)
  return null
}

function toNode(box: GraphBox, placement: Placement, direction: Direction): BoxNode {
  const { x, y, width, height } = placement.boxes.get(box.id) ?? { x: 0, y: 0, width: 0, height: 0 }
  return {
    id: box.id,
    type: 'box',
    position: { x, y },
    width,
    height,
    // Known sizes spare a measurement.
    measured: { width, height },
    handles: handlesOf({ width, height }, direction),
    data: { box, direction },
    selected: false,
    selectable: box.kind !== 'begin',
    focusable: box.kind !== 'begin',
    ariaRole: box.kind === 'begin' ? 'group' : 'button',
    domAttributes: { 'aria-roledescription': undefined },
  }
}

function handlesOf({ width, height }: Size, direction: Direction): NodeHandle[] {
  const isRight = direction === 'RIGHT'
  const [middle, center] = [height / 2, width / 2]
  const at = { width: 1, height: 1 }
  return [
    isRight
      ? { ...at, type: 'target', position: Position.Left, x: 0, y: middle }
      : { ...at, type: 'target', position: Position.Top, x: center, y: 0 },
    isRight
      ? { ...at, type: 'source', position: Position.Right, x: width, y: middle }
      : { ...at, type: 'source', position: Position.Bottom, x: center, y: height },
  ]
}

function toEdges({ arrows }: Graph, placement: Placement): ArrowEdge[] {
  return arrows.flatMap((arrow): ArrowEdge[] => {
    const place = placement.arrows.get(arrow.id)
    if (place === undefined) return []
    const { id, from, to, action } = arrow
    const markerEnd = { type: MarkerType.ArrowClosed, color: actionColor(action), width: 16, height: 16 }
    return [
      {
        id,
        type: 'arrow',
        source: from,
        target: to,
        data: { arrow, place, isLit: false },
        markerEnd,
        ariaLabel: arrow.title,
      },
    ]
  })
}

/** Highlights the selected box with its arrows and neighbours. */
function litBy(edge: ArrowEdge, selected: string | null): ArrowEdge {
  if (edge.data === undefined || (edge.source !== selected && edge.target !== selected)) return edge
  return { ...edge, className: 'lit', data: { ...edge.data, isLit: true } }
}
