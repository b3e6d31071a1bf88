import type { Outcome } from '@aiflow/sdk/internal/worker-protocol'
import { oneLine } from '../../output/text/text.ts'

/** How an attempt ended, on one line. */
export function describeOutcome(outcome: Outcome): string {
  switch (outcome.type) {
    case 'success':
      return outcome.output === null ? 'success' : `success, output ${oneLine(JSON.stringify(outcome.output))}`
    case 'failed':
      return `failed (${outcome.reason}): ${oneLine(outcome.message)}`
    case 'stopped': {
      const stopped = outcome.unconfirmed ? 'stopped, unconfirmed' : 'stopped'
      return outcome.message === null ? stopped : `${stopped}: ${oneLine(outcome.message)}`
    }
    case 'neverStarted':
      return 'stopped before it started'
    case 'lost':
      return `lost: ${oneLine(outcome.message)}`
  }
}
