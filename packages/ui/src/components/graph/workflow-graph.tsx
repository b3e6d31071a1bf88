import { Loader } from '@mantine/core'
import { lazy, Suspense } from 'react'
import type { GraphCanvasProps } from './drawing/graph-canvas.tsx'
import { isDrawable } from './model/drawable.ts'
import { PartOfGraph } from './part-of-graph.tsx'
import { loadCanvas } from './placement/prepare-graph.ts'
import classes from './workflow-graph.module.css'

const GraphCanvas = lazy(() => loadCanvas().then((module) => ({ default: module.GraphCanvas })))

/** The graph of a workflow, or a part of it if it is too large. The code that draws it is loaded on first use. */
export function WorkflowGraph(props: GraphCanvasProps) {
  if (isDrawable(props.graph)) return <Picture {...props} />
  return (
    <PartOfGraph graph={props.graph} selected={props.selected} onSelect={props.onSelect}>
      {(part, selected) => <Picture {...props} graph={part} selected={selected} />}
    </PartOfGraph>
  )
}

function Picture(props: GraphCanvasProps) {
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
