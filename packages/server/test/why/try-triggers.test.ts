import { afterEach, beforeEach, expect, test } from 'vitest'
import { bash, SchedulerHarness } from '../../src/testing/scheduler-harness.ts'
import { type Content, tryThenSendOn } from './trying.ts'

const GO = { key: 'go' }

let harness: SchedulerHarness

beforeEach(async () => {
  harness = await SchedulerHarness.create()
})

afterEach(async () => {
  await harness.dispose()
})

type Definition = Record<string, unknown>
const tryThenSend = (content?: Content) => tryThenSendOn(harness, content)

const withTrigger = (trigger: Definition, more: Definition = {}) =>
  harness.upload({
    tasks: [bash('a')],
    triggers: [{ name: 't', condition: { type: 'event', event: GO }, ...trigger }],
    ...more,
  })

test('a trigger starts an execution', async () => {
  await withTrigger({})
  expect(await tryThenSend()).toEqual(['triggers of w "t": fired start'])
})

test.each(['allow', 'skip', 'queue', 'stop-old'])('beside a living execution: %s', async (overlap) => {
  await withTrigger({ overlap })
  await harness.start()
  expect(await tryThenSend()).toHaveLength(1)
  expect(await tryThenSend()).toHaveLength(1)
})

test.each(['queue', 'skip'])('a workflow that is full: %s', async (onFull) => {
  await withTrigger({}, { maxActiveExecutions: 1, onFull })
  expect(await tryThenSend()).toEqual(['triggers of w "t": fired start'])
  expect(await tryThenSend()).toHaveLength(1)
  expect(await tryThenSend()).toHaveLength(1)
})

test('of two triggers of a workflow, the second finds the execution of the first', async () => {
  const condition = { type: 'event', event: GO }
  const second = { name: 'u', condition, overlap: 'skip' }
  await withTrigger({}, { triggers: [{ name: 't', condition }, second] })
  expect(await tryThenSend()).toEqual([
    'triggers of w "t": fired start',
    'triggers of w "u": ignored the execution 1 is alive',
  ])
})

test('a trigger that is paused, and one of a workflow that is disabled', async () => {
  await withTrigger({})
  const of = { namespace: 'default', workflow: 'w' } as const
  await harness.control({ type: 'setTriggerPaused', ...of, name: 't', paused: true })
  expect(await tryThenSend()).toEqual(['triggers of w "t": ignored the trigger is paused'])
  await harness.control({ type: 'setTriggerPaused', ...of, name: 't', paused: false })
  await harness.control({ type: 'setWorkflowEnabled', ...of, enabled: false })
  expect(await tryThenSend()).toEqual(['triggers of w "t": ignored the workflow is disabled'])
})

test('parameters that do not fit a newer version of the workflow', async () => {
  await withTrigger({})
  await harness.control({
    type: 'addTrigger',
    namespace: 'default',
    workflow: 'w',
    name: 'by-hand',
    condition: { type: 'event', event: GO },
  })
  const parameters = { type: 'object', required: ['day'], properties: { day: { type: 'string' } } }
  await withTrigger({ parameters: { day: 'x' } }, { parameters })
  expect(await tryThenSend()).toEqual([
    expect.stringContaining('triggers of w "by-hand": failed'),
    'triggers of w "t": fired start',
  ])
})

test('a batch is gathered until it is complete', async () => {
  await withTrigger({ fanIn: { type: 'batch', size: 3, seconds: 60 } })
  expect(await tryThenSend()).toEqual(['triggers of w "t": notMet 1 of 3 gathered'])
  expect(await tryThenSend()).toEqual(['triggers of w "t": notMet 2 of 3 gathered'])
  expect(await tryThenSend()).toEqual(['triggers of w "t": fired start'])
})

test('the newest match waits for the end of the living execution', async () => {
  await withTrigger({ fanIn: { type: 'latest' } })
  expect(await tryThenSend()).toEqual(['triggers of w "t": fired start'])
  expect(await tryThenSend()).toEqual([
    expect.stringContaining('notMet the newest waits until the execution 1 has ended'),
  ])
})

test('a trigger on several events', async () => {
  await withTrigger({ condition: { type: 'allEvents', events: [GO, { key: 'b' }] } })
  expect(await tryThenSend()).toEqual([expect.stringContaining('waits for "b"')])
  expect(await tryThenSend({ key: 'b' })).toEqual(['triggers of w "t": fired start'])
})
