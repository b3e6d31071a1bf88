import { fileURLToPath } from 'node:url'
import type { AIFlowHome } from '../../support/aiflow-home.ts'
import { Execution } from '../../support/execution.ts'
import { waitFor } from '../../support/wait-for.ts'

const ORDERS = fileURLToPath(new URL('../fixtures/orders.ts', import.meta.url))
const FILES = 12

/** What the views of events, rules and dead letters are tried with. */
export interface ExplainedWorld {
  /** A workflow execution that lives. */
  readonly execution: number
  /** An event from outside that led to much. */
  readonly cause: number
  /** What a task sent because of it. */
  readonly effect: number
  readonly letter: number
}

/** Orders come in: most are priced, and some are such that a condition fails on them. */
export async function fillExplained(home: AIFlowHome): Promise<ExplainedWorld> {
  const { client } = home
  await home.upload(ORDERS)
  await client.namespaces.add('warehouse', { owner: 'logistics', tier: 'gold' })
  await client.pools.set('default', 'gpu', 2)
  await client.tokens.create({ name: 'nightly-import', role: 'operator', namespaces: ['default'] })
  const { id, ...execution } = await begin(home)
  const { offset: cause } = await client.events.send({ key: 'orders_file', value: 'monday.csv', sender: 'shop' })
  await execution.settled('invoice', 1)
  const [effect] = (await client.events.list({ key: 'orders_collected' })).items
  for (let index = 0; index < FILES; index += 1) {
    await client.events.send({ key: 'stock_level', value: String(100 - index), sender: 'shop' })
  }
  for (const count of [1, 2]) {
    await client.events.send({ key: 'orders_file', value: `scan-${count}.png`, sender: 'shop' })
    // While it lives, another file would be ignored.
    await execution.settled('collect', count + 1)
    await waitFor('a dead letter', async () => ((await letters(home)) >= count ? true : null))
  }
  const [letter] = (await client.deadLetters.list()).items
  return { execution: id, cause, effect: effect?.offset ?? 0, letter: letter?.id ?? 0 }
}

async function letters(home: AIFlowHome): Promise<number> {
  return (await home.client.deadLetters.list()).items.length
}

async function begin(home: AIFlowHome) {
  const execution = await Execution.start(home, 'orders')
  const settled = (task: string, sequenceNumber: number) => execution.reached(task, 'SUCCESS', sequenceNumber)
  return { id: execution.id, settled }
}
