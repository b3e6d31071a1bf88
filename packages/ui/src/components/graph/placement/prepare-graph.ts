import { isDrawable } from '../model/drawable.ts'
import type { Graph } from '../model/graph.ts'
import { directionNow } from './direction.ts'

export const loadCanvas = () => import('../drawing/graph-canvas.tsx')

/**
 * Loads the code that draws graphs while the data of the graph is being read, and starts the layout as soon as the data
 * is there. Both happen while the view around the graph is still rendering.
 */
export function prepareGraph(read: () => Promise<Graph>, { withStatus }: { readonly withStatus: boolean }): void {
  const starting = import('./place-graph.ts').then(({ placer }) => {
    placer.start()
    return placer
  })
  const placing = Promise.all([starting, read()]).then(([placer, graph]) =>
    isDrawable(graph) ? placer.place(graph, { direction: directionNow(), withStatus }) : null,
  )
  // The component that shows the graph gets the same error, and reports it.
  Promise.all([placing, loadCanvas()]).catch(() => undefined)
}
