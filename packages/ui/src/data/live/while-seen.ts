/** A short visit to another tab does not disconnect the page. */
const PATIENCE_MS = 3000

interface Work {
  readonly start: () => void
  readonly stop: () => void
}

/**
 * Runs something while the page is visible. Returns a function that ends it for good. A browser opens at most six
 * connections to a server for all of its tabs, so hidden tabs must not keep streams open.
 */
export function whileSeen({ start, stop }: Work): () => void {
  let isOn = false
  let timer: ReturnType<typeof setTimeout> | undefined
  const turn = (on: boolean) => {
    if (on === isOn) return
    isOn = on
    if (on) start()
    else stop()
  }
  const look = () => {
    clearTimeout(timer)
    if (document.visibilityState === 'visible') turn(true)
    else timer = setTimeout(() => turn(false), PATIENCE_MS)
  }
  document.addEventListener('visibilitychange', look)
  look()
  return () => {
    document.removeEventListener('visibilitychange', look)
    clearTimeout(timer)
    turn(false)
  }
}
