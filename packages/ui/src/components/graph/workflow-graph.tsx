import { Loader } from '@mantine/core'
import { lazy, Suspense } from 'react'
import type { GraphCanvasProps } from './graph-canvas.tsx'
import { loadCanvas } from './prepare-graph.ts'
import classes from './workflow-graph.module.css'

const GraphCanvas = lazy(() => loadCanvas().then((module) => ({ default: module.GraphCanvas })))

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
