import { Loader } from '@mantine/core'
import { lazy, Suspense } from 'react'
import type { GraphCanvasProps } from './graph-canvas.tsx'
import classes from './workflow-graph.module.css'

const load = () => import('./graph-canvas.tsx')
const GraphCanvas = lazy(() => load().then((module) => ({ default: module.GraphCanvas })))

/** Has what draws ready by the time that what is drawn was read. */
export function prepareGraph(): void {
  load().then(
    ({ placer }) => placer.start(),
    // Whoever shows the graph meets the same error, and tells it.
    () => undefined,
  )
}

/** The picture of a workflow; what draws it is loaded when it is shown first. */
export function WorkflowGraph(props: GraphCanvasProps) {
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
