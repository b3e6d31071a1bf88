import { isDrawable } from '../model/drawable.ts'
import type { Graph } from '../model/graph.ts'
import { directionNow } from './direction.ts'

export const loadCanvas = () => import('../drawing/graph-canvas.tsx')

/**
 * Has what draws a graph ready by the time that it was read, and has it placed from then on: both while the view around it
 * is still being drawn.
 */
export function prepareGraph(read: () => Promise<Graph>, { withStatus }: { readonly withStatus: boolean }): void {
  const starting = import('./place-graph.ts').then(({ placer }) => {
    placer.start()
    return placer
  })
  const placing = Promise.all([starting, read()]).then(([placer, graph]) =>
    isDrawable(graph) ? placer.place(graph, { direction: directionNow(), withStatus }) : null,
  )
  // Whoever shows the graph meets the same error, and tells it.
  Promise.all([placing, loadCanvas()]).catch(() => undefined)
}
