import type { WorkflowScheduleResource, WorkflowTriggerResource } from '@aiflow/sdk/client'
import { expect, test } from 'vitest'
import { startersOf } from './starters.ts'

const TRIGGER = {
  name: 'large',
  condition: { type: 'event', event: { key: 'order', filter: { equals: '1' } } },
  paused: true,
  overlap: 'skip',
  lastTime: 5,
} as WorkflowTriggerResource
const SCHEDULE = {
  name: 'nightly',
  expression: 'cron@0 2 * * *',
  timezone: 'Europe/Berlin',
  paused: false,
  overlap: 'allow',
  nextTime: 7,
} as WorkflowScheduleResource

test('triggers and schedules are described in words', () => {
  const { triggers, schedules } = startersOf([TRIGGER], [SCHEDULE])
  expect(triggers).toMatchObject([{ name: 'large', paused: true, overlap: 'skip', condition: TRIGGER.condition }])
  expect(triggers[0]?.text).toContain('"order"')
  expect(schedules).toEqual([
    { name: 'nightly', text: 'cron@0 2 * * * Europe/Berlin', paused: false, overlap: 'allow' },
  ])
})

test('a firing does not change the graph', () => {
  const before = startersOf([TRIGGER], [SCHEDULE])
  expect(startersOf([{ ...TRIGGER, lastTime: 9 }], [{ ...SCHEDULE, nextTime: 11 }])).toEqual(before)
})
