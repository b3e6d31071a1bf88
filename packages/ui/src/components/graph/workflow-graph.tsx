import { Loader } from '@mantine/core'
import { IconSchema } from '@tabler/icons-react'
import { lazy, Suspense } from 'react'
import { EmptyState } from '../empty-state.tsx'
import { isDrawable, MOST_ARROWS, MOST_BOXES } from './drawable.ts'
import type { GraphCanvasProps } from './graph-canvas.tsx'
import { loadCanvas } from './prepare-graph.ts'
import classes from './workflow-graph.module.css'

const GraphCanvas = lazy(() => loadCanvas().then((module) => ({ default: module.GraphCanvas })))

/** The picture of a workflow; what draws it is loaded when it is shown first. */
export function WorkflowGraph(props: GraphCanvasProps) {
  const { boxes, arrows } = props.graph
  if (!isDrawable(props.graph)) {
    return (
      <EmptyState icon={IconSchema} title="This workflow is too large for a picture">
        It has {countText(boxes.length)} boxes and {countText(arrows.length)} arrows; up to {countText(MOST_BOXES)} and{' '}
        {countText(MOST_ARROWS)} are drawn. The lists of tasks and rules show all.
      </EmptyState>
    )
  }
  return (
    <Suspense
      fallback={
        <div className={classes.waiting}>
          <Loader role="status" size="sm" aria-label="Reading" />
        </div>
      }
    >
      <GraphCanvas {...props} />
    </Suspense>
  )
}

function countText(count: number): string {
  return count.toLocaleString('en')
}
