import { expect, test } from 'vitest'
import { AIFlowClient } from '../aiflow-client.ts'

const HALF = 'a\ud800'
type Any = never

/** A client that sends nothing: a call that gets as far is answered with a text. */
const client = new AIFlowClient({
  url: 'http://127.0.0.1:1',
  token: 'secret',
  retry: { attempts: 1 },
  fetch: async (url) => new Response(JSON.stringify({ sent: String(url) }), { status: 418 }),
})

const first = async (items: AsyncIterable<unknown>) => {
  for await (const item of items) return item
  return null
}

/** By where the text goes. */
const CALLS: Readonly<Record<string, (text: string) => Promise<unknown>>> = {
  'a name in a path': (text) => client.workflows.get('default', text),
  'a state of a task': (text) => client.task.readState(text),
  'a task whose artifacts are asked for': (text) => client.task.artifacts(text),
  'a key of a query': (text) => client.events.list({ key: text }),
  'the sender of a count': (text) => client.events.count({ sender: text }),
  'one of the keys of a listener': (text) => first(client.events.listen({ keys: ['k', text] })),
  'the namespace of a listener': (text) => first(client.events.listen({ namespace: text })),
  'the name of an artifact': (text) => client.task.putArtifact(text, 'x'),
  'an artifact that is opened': (text) => client.task.openArtifact('t', text),
  'the content of an artifact': (text) => client.task.putArtifact('n', text),
  'the key of an event': (text) => client.events.send({ key: text }),
  'a key deep in a body': (text) => client.task.writeState('s', { a: [{ [text]: 1 }] }),
  'a parameter': (text) => client.workflows.startExecution('default', 'w', { parameters: { p: text } }),
}

test.each(Object.entries(CALLS))('half a character in %s is refused and not sent', async (_, call) => {
  await expect(call(HALF)).rejects.toMatchObject({
    code: 'INVALID_ARGUMENT',
    message: expect.stringContaining('is no valid Unicode: a surrogate has no other half'),
  })
  await expect(call('\u{1f600}')).rejects.toMatchObject({ details: { status: 418 } })
})

test.each(['', '.', '..', undefined, null, {}])(
  '%j in a path, which would lead elsewhere, is refused',
  async (name) => {
    await expect(client.task.artifacts(name as Any)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
  },
)

test.each([{}, Symbol('s'), 1n, () => 1, [[]]])('%o in a query is refused', async (value) => {
  await expect(client.events.list({ key: value as Any })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
})

test.each([
  [Number.NaN, 'is NaN, which JSON does not have, at "value.rows[1]". Write null, or text.'],
  [new Map(), 'is a Map, which JSON does not have, at "value.rows[1]". Write Object.fromEntries(map), or [...map].'],
  [undefined, 'is undefined, which JSON does not have, at "value.rows[1]". Write null for nothing.'],
])('%o in a body is refused, with its place', async (value, text) => {
  await expect(client.task.writeState('s', { rows: [1, value] } as Any)).rejects.toMatchObject({
    code: 'INVALID_ARGUMENT',
    message: `The content of "PUT /api/v1/task/state/s" ${text}`,
  })
})
