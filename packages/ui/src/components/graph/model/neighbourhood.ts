import type { Graph } from './graph.ts'

/** Of a box with more neighbours these are enough to look at. */
const MOST_NEIGHBOURS = 24

/** A box with what leads to it and what it leads to. */
export interface Neighbourhood {
  readonly graph: Graph
  /** How many neighbours there are beyond those. */
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
