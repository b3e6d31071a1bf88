import { useStore } from '@xyflow/react'

/** Whether the zoom is large enough to read small words. They are not drawn otherwise. */
const READABLE_ZOOM = 0.35

export function useIsReadable(): boolean {
  return useStore(({ transform }) => transform[2] >= READABLE_ZOOM)
}
