import { Select } from '@mantine/core'
import { type ReactNode, useMemo } from 'react'
import { countText } from '../kit/text/count-text.ts'
import { MOST_ARROWS, MOST_BOXES } from './model/drawable.ts'
import type { Graph } from './model/graph.ts'
import { neighbourhoodOf } from './model/neighbourhood.ts'
import classes from './workflow-graph.module.css'

/** Maximum number of matches in the list. */
const LISTED = 100

interface PartOfGraphProps {
  readonly graph: Graph
  readonly selected: string | null
  readonly onSelect: (box: string | null) => void
  readonly children: (part: Graph, selected: string) => ReactNode
}

/** A part of a graph that is too large to draw: one box, found by its name, and its neighbours. */
export function PartOfGraph({ graph, selected, onSelect, children }: PartOfGraphProps) {
  const { boxes, arrows } = graph
  const centre = selected ?? boxes.find(({ kind }) => kind === 'task')?.id ?? boxes[0]?.id ?? ''
  const { graph: part, left } = useMemo(() => neighbourhoodOf(graph, centre), [graph, centre])
  const choices = useMemo(
    () => boxes.map(({ id, kind, name }) => ({ value: id, label: kind === 'task' ? name : `${name} (${kind})` })),
    [boxes],
  )
  return (
    <div className={classes.whole}>
      <div className={classes.part}>
        <Select
          aria-label="Task, event, trigger or schedule"
          data={choices}
          value={centre}
          onChange={(chosen) => onSelect(chosen ?? centre)}
          allowDeselect={false}
          searchable
          limit={LISTED}
          nothingFoundMessage="No matches"
          w={260}
        />
        <p className={classes.reason}>
          This workflow is too large to draw: it has {countText(boxes.length)} boxes and {countText(arrows.length)}{' '}
          arrows, and the limits are {countText(MOST_BOXES)} and {countText(MOST_ARROWS)}. It shows one box with its
          neighbours{left === 0 ? '' : ` (${countText(left)} more are not shown)`}.
        </p>
      </div>
      {children(part, centre)}
    </div>
  )
}
