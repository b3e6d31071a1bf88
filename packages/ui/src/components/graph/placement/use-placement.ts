import { useEffect, useState } from 'react'
import type { Graph } from '../model/graph.ts'
import type { Direction } from './direction.ts'
import { type Placement, placer } from './place-graph.ts'

interface Placed {
  readonly graph: Graph
  readonly placement: Placement
  readonly direction: Direction
}

/** The layout of a graph. While a new one is computed, the previous one stays. */
export function usePlacement(graph: Graph, direction: Direction, withStatus: boolean) {
  const [placed, setPlaced] = useState<Placed | null>(null)
  const [error, setError] = useState<unknown>(null)
  useEffect(() => {
    let isWanted = true
    const start = performance.now()
    placer.place(graph, { direction, withStatus }).then(
      (placement) => {
        performance.measure('graph placed', { start })
        if (isWanted) setPlaced({ graph, placement, direction })
      },
      (reason: unknown) => isWanted && setError(reason),
    )
    return () => {
      isWanted = false
    }
  }, [graph, direction, withStatus])
  return { placed, error }
}
