import type { TaskAction } from '@aiflow/sdk/internal/model'
import type { GraphBox } from '../model/graph.ts'
import type { Size } from './geometry.ts'

const TASK_WIDTH = 216
const SOURCE_WIDTH = 188
const CHARACTER = 7.4
const MAX_LABEL = 150

export function sizeOf({ kind, name }: GraphBox, withStatus: boolean): Size {
  switch (kind) {
    case 'task':
      return { width: TASK_WIDTH, height: withStatus ? 80 : 56 }
    case 'begin':
      return { width: 176, height: 32 }
    case 'event':
      return { width: Math.min(SOURCE_WIDTH, 52 + name.length * 8), height: 32 }
    case 'trigger':
    case 'schedule':
      return { width: SOURCE_WIDTH, height: 46 }
  }
}

/** The size of an arrow's label with its action icon, null if it has neither. */
export function labelSize(label: string, action: TaskAction | null): Size | null {
  if (label === '' && action === null) return null
  const sign = action === null ? 0 : 18
  return { width: Math.min(MAX_LABEL, Math.ceil(label.length * CHARACTER) + sign + 8), height: 20 }
}
