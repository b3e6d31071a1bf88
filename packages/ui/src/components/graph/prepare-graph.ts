export const loadCanvas = () => import('./graph-canvas.tsx')

/** Has what draws and places ready by the time that what is drawn was read; the thread that places takes longest. */
export function prepareGraph(): void {
  const placing = import('./place-graph.ts').then(({ placer }) => placer.start())
  // Whoever shows the graph meets the same error, and tells it.
  Promise.all([placing, loadCanvas()]).catch(() => undefined)
}
