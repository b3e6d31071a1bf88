import { useStore } from '@xyflow/react'

/** From farther away small words cannot be read, and only cost time. */
const READABLE_ZOOM = 0.35

export function useIsReadable(): boolean {
  return useStore(({ transform }) => transform[2] >= READABLE_ZOOM)
}
