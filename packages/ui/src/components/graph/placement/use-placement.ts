import { useEffect, useState } from 'react'
import type { Graph } from '../model/graph.ts'
import type { Direction } from './direction.ts'
import { type DirectedPlacement, placer } from './place-graph.ts'

interface Placed extends DirectedPlacement {
  readonly graph: Graph
}

/** The layout of a graph, which may turn a wide one that would be too small to read. While a new one is computed, the previous one stays. */
export function usePlacement(graph: Graph, direction: Direction, withStatus: boolean) {
  const [placed, setPlaced] = useState<Placed | null>(null)
  const [error, setError] = useState<unknown>(null)
  useEffect(() => {
    let isWanted = true
    const start = performance.now()
    placeIn(graph, direction, withStatus).then(
      (found) => {
        performance.measure('graph placed', { start })
        if (isWanted) setPlaced({ graph, ...found })
      },
      (reason: unknown) => isWanted && setError(reason),
    )
    return () => {
      isWanted = false
    }
  }, [graph, direction, withStatus])
  return { placed, error }
}

async function placeIn(graph: Graph, direction: Direction, withStatus: boolean): Promise<DirectedPlacement> {
  if (direction === 'DOWN') return { placement: await placer.place(graph, { direction, withStatus }), direction }
  return placer.placeReadably(graph, { withStatus }, { width: window.innerWidth, height: window.innerHeight })
}
