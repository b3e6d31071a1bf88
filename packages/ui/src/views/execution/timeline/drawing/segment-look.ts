import { type Tone, toneOf } from '../../../../theme/states.ts'
import type { Segment } from '../task-rows.ts'

/** `solid`: running. `hollow`: waiting. `striped`: stopping or waiting for a retry. */
export type Fill = 'solid' | 'hollow' | 'striped'

/** How a segment is drawn. A finished run has the colour of its outcome. */
export function lookOf({ status, next }: Segment): { readonly tone: Tone; readonly fill: Fill } {
  switch (status) {
    case 'INIT':
    case 'QUEUED':
      return { tone: 'queued', fill: 'hollow' }
    case 'RETRYING':
      return { tone: 'retrying', fill: 'striped' }
    case 'STOPPING':
      return { tone: 'stopping', fill: 'striped' }
    default:
      return { tone: toneOfRun(next), fill: 'solid' }
  }
}

function toneOfRun(next: Segment['next']): Tone {
  if (next === null) return 'running'
  if (next === 'RETRYING' || next === 'FAILED') return 'failed'
  return next === 'STOPPING' ? 'stopped' : toneOf(next)
}
