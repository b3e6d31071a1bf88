import { useReactFlow } from '@xyflow/react'
import { useEffect } from 'react'

/**
 * Moves the selected box into view if it is outside the canvas, which shrinks when the card opens beside it, or if the
 * buttons or the map cover it.
 */
export function useSeenBox(selected: string | null): void {
  const flow = useReactFlow()
  useEffect(() => {
    if (selected === null) return
    const frame = requestAnimationFrame(() => {
      const element = document.querySelector(`.react-flow__node[data-id="${CSS.escape(selected)}"]`)
      const canvas = document.querySelector('.react-flow')?.getBoundingClientRect()
      const box = element?.getBoundingClientRect()
      if (box === undefined || canvas === undefined) return
      const isSeenAcross = box.left >= canvas.left && box.right <= canvas.right
      const isSeenDown = box.top >= canvas.top && box.bottom <= canvas.bottom
      const isCovered = ['controls', 'minimap'].some((name) => overlaps(box, panelOf(name)))
      const zoom = flow.getZoom()
      if (!isSeenAcross || !isSeenDown || isCovered)
        void flow.fitView({ nodes: [{ id: selected }], minZoom: zoom, maxZoom: zoom, duration: 200 })
    })
    return () => cancelAnimationFrame(frame)
  }, [selected, flow])
}

function panelOf(name: string): DOMRect | undefined {
  return document.querySelector(`.react-flow__${name}`)?.getBoundingClientRect()
}

function overlaps(one: DOMRect, other: DOMRect | undefined): boolean {
  if (other === undefined) return false
  return one.left < other.right && one.right > other.left && one.top < other.bottom && one.bottom > other.top
}
