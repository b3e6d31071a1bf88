/** Whoever only looks at another tab for a moment finds the page as it was. */
const PATIENCE_MS = 3000

interface Work {
  readonly start: () => void
  readonly stop: () => void
}

/**
 * Does something while somebody can see the page. Returns what ends it for good. A browser opens six connections to a server
 * at most, for all of its tabs: streams of tabs that nobody sees would take them from the one that is looked at.
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
