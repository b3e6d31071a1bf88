import type { CatchUp, Overlap } from '@aiflow/sdk'
import type { FanIn } from '@aiflow/sdk/internal/wire'
import { counted } from '../../../components/kit/text/count-text.ts'

const OVERLAPS: Readonly<Record<Overlap, string>> = {
  allow: 'another one starts alongside',
  skip: 'no new one starts',
  queue: 'the new one waits for its turn',
  'stop-old': 'they are stopped first',
}

const CATCH_UPS: Readonly<Record<CatchUp, string>> = {
  one: 'one run for all missed firings',
  skip: 'missed firings are skipped',
  all: 'one run for each missed firing',
}

/** What a start does while executions are active. */
export function overlapText(overlap: Overlap): string {
  return OVERLAPS[overlap]
}

/** What happens to firings that were missed while the server was down. */
export function catchUpText(catchUp: CatchUp): string {
  return CATCH_UPS[catchUp]
}

/** How many executions a number of events start. */
export function fanInText(fanIn: FanIn): string {
  switch (fanIn.type) {
    case 'each':
      return 'one for each event'
    case 'latest':
      return 'one for the newest, once all have ended'
    case 'batch': {
      const ends = [
        ...(fanIn.size === undefined ? [] : [counted(fanIn.size, 'event')]),
        ...(fanIn.seconds === undefined ? [] : [`${fanIn.seconds} s`]),
      ]
      return `one for ${ends.join(' or ')}`
    }
  }
}
