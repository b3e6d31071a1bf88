import type { Graph } from './graph.ts'

/** Maximum number of neighbours to show of one box. */
const MOST_NEIGHBOURS = 24

/** A box with its neighbours and the arrows between them. */
export interface Neighbourhood {
  readonly graph: Graph
  /** How many further neighbours were left out. */
  readonly left: number
}

export function neighbourhoodOf({ boxes, arrows }: Graph, centre: string): Neighbourhood {
  const touching = arrows.filter(({ from, to }) => from === centre || to === centre)
  const neighbours = [...new Set(touching.flatMap(({ from, to }) => [from, to]))].filter((id) => id !== centre)
  const shown = new Set([centre, ...neighbours.slice(0, MOST_NEIGHBOURS)])
  return {
    graph: {
      boxes: boxes.filter(({ id }) => shown.has(id)),
      arrows: touching.filter(({ from, to }) => shown.has(from) && shown.has(to)),
    },
    left: Math.max(0, neighbours.length - MOST_NEIGHBOURS),
  }
}
