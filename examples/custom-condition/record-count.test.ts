import type { Context, Event, State } from '@aiflow/sdk'
import { expect, it } from 'vitest'
import { RecordCount } from './record-count.ts'

const contextWithOneState = (): Context => {
  let value: unknown = null
  const state = {
    value: () => structuredClone(value),
    update: (next: unknown) => {
      value = next
    },
    clear: () => {
      value = null
    },
  }
  return { getState: <S extends State>() => state as State as S, getTaskStatus: () => null }
}

const recordFrom = (producer: string): Event => ({
  offset: 1,
  kind: 'user',
  namespace: 'default',
  key: 'record',
  value: '7',
  principal: null,
  sender: `1/${producer}/1`,
  context: null,
  workflowExecutionId: 1,
  createTime: 0,
})

it('is met once, by the record that makes the number full, whoever sends it', async () => {
  const condition = new RecordCount(3)
  const context = contextWithOneState()
  const met = []
  for (const producer of ['a', 'b', 'a', 'b', 'c']) met.push(await condition.isMet(recordFrom(producer), context))

  expect(met).toEqual([false, false, true, false, false])
})
