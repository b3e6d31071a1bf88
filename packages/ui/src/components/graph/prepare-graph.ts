export const loadCanvas = () => import('./graph-canvas.tsx')

/** Has what draws and places ready by the time that what is drawn was read. */
export function prepareGraph(): void {
  loadCanvas().then(
    ({ placer }) => placer.start(),
    // Whoever shows the graph meets the same error, and tells it.
    () => undefined,
  )
}
