import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { SENT_BY_BASH, SENT_BY_CODE } from '../fixtures/senders.ts'
import { AIFlowHome } from '../support/aiflow-home.ts'
import { Execution } from '../support/execution.ts'
import { waitUntil } from '../support/wait-for.ts'
import { Witness } from '../support/witness.ts'

const SENDERS = fileURLToPath(new URL('../fixtures/senders.ts', import.meta.url))
const EXPECTED = [...numbered('bash', SENT_BY_BASH), ...numbered('code', SENT_BY_CODE)]

let home: AIFlowHome
let witness: Witness

beforeEach(async () => {
  home = new AIFlowHome()
  witness = new Witness(home)
  await home.start()
})

afterEach(() => home.remove())

it('events that tasks send while the server is killed again and again are stored once and applied once', async () => {
  await home.upload(SENDERS)
  const execution = await Execution.start(home, 'senders')
  for (const sent of [30, 100, 170]) {
    await waitUntil(`${sent} events of code`, () => witness.of('code', 'note').length >= sent)
    await home.crashServer()
  }
  await waitUntil('bash to wait', () => witness.of('bash', 'note').length === SENT_BY_BASH - 1)
  await home.killServer()
  home.open('down')
  await waitUntil('bash to send', () => home.processes().some(({ command }) => command.includes('event send')))
  await home.start()
  await execution.ended('SUCCESS')

  const stored = await execution.events('counted')
  expect(stored.map(({ value }) => value).toSorted()).toEqual(EXPECTED.toSorted())
  for (const [task, count] of [
    ['bash', SENT_BY_BASH],
    ['code', SENT_BY_CODE],
  ] as const) {
    const own = stored.map(({ value }) => value ?? '').filter((value) => value.startsWith(`${task}-`))
    expect(own).toEqual(numbered(task, count))
  }
  const acknowledged = witness.of('code', 'note').map(({ note }) => Number(note))
  const offsets = new Map(stored.map(({ value, offset }) => [value, offset]))
  expect(acknowledged).toEqual(numbered('code', SENT_BY_CODE).map((value) => offsets.get(value)))

  const fired = (await execution.verdicts('collect')).filter(({ verdict }) => verdict === 'fired')
  expect(fired.map(({ eventOffset }) => eventOffset)).toEqual(stored.map(({ offset }) => offset))
  const collected = await execution.taskExecutions('collect')
  expect(collected.map(({ outcome }) => outcome)).toEqual(
    stored.map(({ value }) => ({ type: 'success', output: value })),
  )
  expect(witness.of('collect', 'begin')).toHaveLength(stored.length)
  expect(witness.doubles()).toEqual([])
})

it('events of 32 clients that are acknowledged while the server is killed are in the log, once each', async () => {
  const acknowledged = new Map<string, number>()
  const clients = Array.from({ length: 32 }, async (_, client) => {
    for (let number = 1; number <= 40; number += 1) {
      const value = `${client}-${number}`
      const { offset } = await home.client.events.send({ key: 'hammered', value })
      acknowledged.set(value, offset)
    }
  })
  const crashes = async () => {
    for (const count of [150, 600]) {
      await waitUntil(`${count} acknowledged events`, () => acknowledged.size >= count)
      await home.crashServer()
    }
  }
  await Promise.all([...clients, crashes()])

  const { items } = await home.client.events.list({ key: 'hammered', limit: 10_000 })
  expect(items).toHaveLength(32 * 40)
  expect(new Map(items.map(({ value, offset }) => [value, offset]))).toEqual(acknowledged)
})

function numbered(task: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${task}-${index + 1}`)
}
