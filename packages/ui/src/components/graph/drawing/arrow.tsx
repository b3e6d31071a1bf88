import { BaseEdge, type Edge, EdgeLabelRenderer, type EdgeProps } from '@xyflow/react'
import type { ArrowWay, GraphArrow } from '../model/graph.ts'
import type { ArrowPlace } from '../placement/place-graph.ts'
import { ActionSign, actionColor } from './action-look.tsx'
import classes from './arrow.module.css'
import { arrowPath } from './arrow-path.ts'
import { useIsReadable } from './use-is-readable.ts'

/** Line styles that are distinct without colour. */
export const DASHES: Readonly<Record<ArrowWay, string | undefined>> = {
  status: undefined,
  event: '7 4',
  custom: '2 4',
  begin: undefined,
}

interface ArrowData extends Record<string, unknown> {
  readonly arrow: GraphArrow
  readonly place: ArrowPlace
  /** It belongs to the selected box. */
  readonly isLit: boolean
}

export type ArrowEdge = Edge<ArrowData, 'arrow'>

export function Arrow({ id, data, markerEnd }: EdgeProps<ArrowEdge>) {
  const isReadable = useIsReadable()
  if (data === undefined) return null
  const { arrow, place, isLit } = data
  const style = {
    stroke: actionColor(arrow.action),
    strokeWidth: arrow.way === 'begin' ? 1 : 1.5,
    strokeDasharray: DASHES[arrow.way],
  }
  return (
    <>
      <BaseEdge
        id={id}
        path={arrowPath(place.points)}
        style={style}
        interactionWidth={0}
        {...(markerEnd === undefined ? {} : { markerEnd })}
      />
      {place.label === null || !isReadable ? null : (
        <EdgeLabelRenderer>
          <div
            className={classes.label}
            data-way={arrow.way}
            data-lit={isLit || undefined}
            title={arrow.title}
            style={{
              width: place.label.width,
              height: place.label.height,
              transform: `translate(${place.label.x}px, ${place.label.y}px)`,
            }}
          >
            {arrow.action === null ? null : <ActionSign action={arrow.action} isBare />}
            {arrow.label === '' ? null : <span className={classes.text}>{arrow.label}</span>}
          </div>
        </EdgeLabelRenderer>
      )}
    </>
  )
}
