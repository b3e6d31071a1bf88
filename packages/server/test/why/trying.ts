import type { TriedEvent } from '@aiflow/sdk/internal/api/events'
import { expect } from 'vitest'
import type { NewUserEvent } from '../../src/log/event-log.ts'
import type { SchedulerHarness } from '../../src/testing/scheduler-harness.ts'
import { StoreExplainer } from '../../src/why/store-explainer.ts'
import { dumpOf, outcomesOf, realOutcomes, snapshotOf } from './event-outcome.ts'

export type Content = Partial<NewUserEvent>

/** What the server says about an event with the key "go". */
export async function tryOn(harness: SchedulerHarness, more: Content = {}): Promise<TriedEvent> {
  const from = { sender: null, context: null, workflowExecutionId: null, idempotencyKey: null }
  const event = { namespace: 'default', key: 'go', value: null, ...from, ...more }
  return new StoreExplainer({ storage: harness.reads, live: harness.scheduler }).tryEvent(event)
}

/** Tries an event, then sends it: the prediction must be what happens, and trying must have changed nothing. */
export async function tryThenSendOn(
  harness: SchedulerHarness,
  { key = 'go', value = null, ...more }: Content = {},
): Promise<string[]> {
  const stored = dumpOf(harness)
  const tried = await tryOn(harness, { key, value, ...more })
  expect(await tryOn(harness, { key, value, ...more })).toEqual(tried)
  expect(dumpOf(harness)).toEqual(stored)
  const before = await snapshotOf(harness)
  const offset = await harness.send(key, value, more)
  const predicted = outcomesOf(tried)
  expect(await realOutcomes(harness, offset, before)).toEqual(predicted)
  return predicted
}
