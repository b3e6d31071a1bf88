import type { Measurement } from '../measurement.ts'
import {
  chainOf3,
  chainOf3AfterDeletions,
  chainOf40,
  chainsInFlight,
  sharedChainOf3,
  sharedChainsInFlight,
} from './chains.ts'
import { builtInCondition, customCondition, customConditions } from './conditions.ts'
import { eventToBash, eventToCode } from './event-to-task.ts'
import { firstTask } from './first-task.ts'
import { growth, idle, ready } from './footprint.ts'
import { ingest, ingestBatches } from './ingest.ts'
import { joins } from './joins.ts'
import { largeStore } from './large-store.ts'
import { living } from './living.ts'
import { page } from './page.ts'
import { bashFinished, codeFinished } from './tasks-finished.ts'

/** In the order of the table. */
export const MEASUREMENTS: readonly Measurement[] = [
  eventToBash,
  eventToCode,
  firstTask,
  chainOf3,
  chainOf3AfterDeletions,
  chainsInFlight,
  sharedChainOf3,
  sharedChainsInFlight,
  chainOf40,
  ingest,
  ingestBatches,
  builtInCondition,
  customCondition,
  customConditions,
  bashFinished,
  codeFinished,
  joins,
  idle,
  ready,
  growth,
  largeStore,
  living,
  page,
]
