import { taskSchema } from '@aiflow/sdk/internal/wire'
import { expect, test } from 'vitest'
import { buildGraph } from './build-graph.ts'
import { keysOf, linkSenders, sendersOf } from './link-senders.ts'

const operator = { type: 'bash', command: 'true' }
const onEvent = (key: string) => [{ name: 'r', condition: { type: 'event', event: { key } }, action: 'START' }]
const onAnything = [{ name: 'r', condition: { type: 'cel', expression: 'true' }, action: 'START' }]

/** Reads batches, trains on each, and reads on when a model is there. */
const LOOP = buildGraph(
  {
    tasks: [
      taskSchema.parse({ name: 'read', operator, rules: onEvent('model') }),
      taskSchema.parse({ name: 'train', operator, rules: onEvent('batch') }),
      taskSchema.parse({ name: 'watch', operator, rules: onAnything }),
    ],
  },
  null,
)

test('the keys of a graph are those that conditions name', () => {
  expect(keysOf(LOOP)).toEqual(['model', 'batch'])
})

test('tasks that send events to each other are one loop', () => {
  const linked = linkSenders(LOOP, [
    { task: 'read', key: 'batch' },
    { task: 'train', key: 'model' },
  ])
  const lines = linked.arrows.map(({ from, to }) => `${from} > ${to}`)
  for (const line of [
    'task:read > event:batch',
    'event:batch > task:train',
    'task:train > event:model',
    'event:model > task:read',
  ]) {
    expect(lines).toContain(line)
  }
  expect(sendersOf(linked, 'event:model')).toEqual(['train'])
})

test('an event that a task declares and sends has one arrow', () => {
  const [read, train] = ['read', 'train'].map((name) =>
    taskSchema.parse({
      name,
      operator,
      ...(name === 'read' ? { emits: [{ key: 'batch', to: 'execution' }] } : { rules: onEvent('batch') }),
    }),
  )
  const declared = buildGraph({ tasks: [read, train].flatMap((task) => task ?? []) }, null)
  expect(sendersOf(declared, 'event:batch')).toEqual(['read'])
  expect(linkSenders(declared, [{ task: 'read', key: 'batch' }]).arrows).toEqual(declared.arrows)
  expect(sendersOf(linkSenders(declared, [{ task: 'train', key: 'batch' }]), 'event:batch')).toEqual(['read', 'train'])
})

test('tasks and keys that the graph does not have are left out', () => {
  const linked = linkSenders(LOOP, [
    { task: 'removed', key: 'batch' },
    { task: 'read', key: 'any event' },
  ])
  expect(linked.arrows).toEqual(LOOP.arrows)
})
