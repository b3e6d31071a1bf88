import type { Measurement } from '../measurement.ts'
import { chainOf3, chainOf40, chainsInFlight } from './chains.ts'
import { builtInCondition, customCondition, customConditions } from './conditions.ts'
import { eventToBash, eventToCode } from './event-to-task.ts'
import { growth, idle, ready } from './footprint.ts'
import { ingest, ingestBatches } from './ingest.ts'
import { largeStore } from './large-store.ts'
import { page } from './page.ts'
import { bashFinished, codeFinished } from './tasks-finished.ts'

/** In the order of the table. */
export const MEASUREMENTS: readonly Measurement[] = [
  eventToBash,
  eventToCode,
  chainOf3,
  chainsInFlight,
  chainOf40,
  ingest,
  ingestBatches,
  builtInCondition,
  customCondition,
  customConditions,
  bashFinished,
  codeFinished,
  idle,
  ready,
  growth,
  largeStore,
  page,
]
