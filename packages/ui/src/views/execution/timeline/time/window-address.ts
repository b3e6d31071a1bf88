import type { ExecutionSearch } from '../../search.ts'
import type { TimeWindow } from './time-window.ts'

/** The part of an address that says what the timeline shows. */
export type Shown = Pick<ExecutionSearch, 'from' | 'to' | 'last'>

/** The period in an address; everything if it makes no sense. */
export function windowOf({ from, to, last }: Shown): TimeWindow {
  if (from !== undefined && to !== undefined && from < to) return { type: 'part', from, to }
  return last === undefined ? { type: 'all' } : { type: 'last', lengthMs: last }
}

/** In whole milliseconds, rounded outwards. */
export function shownOf(window: TimeWindow): Required<Shown> {
  const none = { from: undefined, to: undefined, last: undefined }
  switch (window.type) {
    case 'all':
      return none
    case 'last':
      return { ...none, last: Math.max(1, Math.round(window.lengthMs)) }
    case 'part':
      return { ...none, from: Math.floor(window.from), to: Math.ceil(window.to) }
  }
}
