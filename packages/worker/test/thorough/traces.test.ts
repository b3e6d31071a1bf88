import { afterEach, beforeEach, expect, test } from 'vitest'
import { bundle } from '../support/bundle.ts'
import { codeSpec, event, SNAPSHOT } from '../support/specs.ts'
import { Stage } from '../support/stage.ts'

// In one piece, it would be taken out of this file before it runs.
const MAP = ['source', 'MappingURL'].join('')
const SOURCE = `import { Condition, FunctionOperator, TaskAction, Workflow } from '@aiflow/sdk'
import { readFile } from 'node:fs/promises'

interface Unused { readonly a: number }

/** Looks like the map of this file. */
export const page = \`
//# ${MAP}=data:application/json;base64,e30=
\`

class Careless extends Condition {
  constructor() { super(['key']) }
  override async isMet(): Promise<boolean> {
    throw new RangeError('bad value')
  }
}

const load = async (): Promise<void> => {
  await Promise.resolve()
  throw new Error('two\\n    at nowhere (file:///etc/passwd:1:1)')
}

function open(): never {
  throw new TypeError('inner')
}

const descend = (depth: number): never => {
  if (depth > 0) descend(depth - 1)
  throw new Error('deep')
}

export const flow = new Workflow({ name: 'flow' }, () => {
  const lines = new FunctionOperator({ name: 'lines', run: () => load() })
  lines.actionOnCondition(TaskAction.START, new Careless())
  new FunctionOperator({ name: 'cause', run: () => {
    try { open() } catch (cause) { throw new Error('outer', { cause }) }
  } })
  new FunctionOperator({ name: 'many', run: () => Promise.any(Array.from({ length: 9 }, () => load())) })
  new FunctionOperator({ name: 'deep', run: () => descend(100) })
  new FunctionOperator({ name: 'file', run: () => readFile('/nowhere') })
  new FunctionOperator({ name: 'refused', run: (context) => context.events.send('') })
  new FunctionOperator({ name: 'output', run: () => ({ rows: 5n }) as never })
  new FunctionOperator({ name: 'uncaught', run: () => new Promise(() => setTimeout(() => open())) })
  new FunctionOperator({ name: 'shown', run: () => { console.log(new Error('shown').stack) } })
})
`

let stage: Stage

beforeEach(async () => {
  stage = await Stage.create(bundle(SOURCE, 'flows/train.ts'))
  await stage.worker()
})

afterEach(() => stage.end())

/** How a task ended, and what it wrote. */
async function run(taskName: string): Promise<{ message: string | null; log: string }> {
  const spec = codeSpec(taskName)
  stage.far.start1(spec)
  const { outcome } = await stage.far.report(spec.attemptId, 'finished')
  return { message: 'message' in outcome ? outcome.message : null, log: await stage.far.log(spec.attemptId) }
}

/** The frames of a log. */
function framesOf(log: string): string[] {
  return log
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .map((line) => line.trim())
}

/** The place of a piece of the source. */
function place(text: string): string {
  const before = SOURCE.slice(0, SOURCE.indexOf(text)).split('\n')
  return `flows/train.ts:${before.length}:${(before.at(-1)?.length ?? 0) + 1}`
}

const INNER = place("new TypeError('inner')")
const LINES = place("new Error('two")

test('the log shows the frames of the author alone, in the lines of the file, even if the message has several', async () => {
  const { message, log } = await run('lines')
  expect(message).toBe(`Error: two\n    at nowhere (file:///etc/passwd:1:1) (${LINES})`)
  expect(framesOf(log)).toEqual(['at nowhere (file:///etc/passwd:1:1)', `at load (${LINES})`])
})

test('a cause is shown with its place', async () => {
  const { message, log } = await run('cause')
  expect(message).toBe(`Error: outer (${place("new Error('outer'")}), caused by TypeError: inner (${INNER})`)
  expect(log).toContain(`[cause]: TypeError: inner\n      at open (${INNER})`)
})

test('so are the errors of an AggregateError, bounded in number', async () => {
  const { message } = await run('many')
  expect(message).toMatch(
    /^AggregateError: All promises were rejected.*: Error: two\n.*train\.ts:\d+:9\).*; and 6 more$/s,
  )
})

test('a deep stack is bounded', async () => {
  const { message, log } = await run('deep')
  expect(message).toBe(`Error: deep (${place("new Error('deep")})`)
  expect(framesOf(log)).toHaveLength(10)
})

test('the log says why an output is refused, without frames', async () => {
  const { message, log } = await run('output')
  expect(message).toContain('The output of the task is the BigInt 5n')
  expect(log).toContain(message)
  expect(framesOf(log)).toEqual([])
})

test.each(['file', 'refused'])('an error that Node or AIFlow throws shows none of their frames: %s', async (name) => {
  const { log } = await run(name)
  expect(log).not.toMatch(/node:|aiflow-|packages\/|node_modules/)
})

test('an error that nobody catches is shown in the same way', async () => {
  const { message, log } = await run('uncaught')
  expect(message).toBe(`TypeError: inner (${INNER})`)
  expect(framesOf(log)[0]).toBe(`at open (${INNER})`)
})

test('code that prints a stack itself sees the same frames', async () => {
  const { log } = await run('shown')
  expect(log).toBe(`Error: shown\n    at run (${place("new Error('shown")})\n`)
})

test('a condition that throws fails with the place', async () => {
  const rule = { type: 'task', task: 'lines', name: 'when-careless' } as const
  const about = { snapshotHash: SNAPSHOT, namespace: 'default', workflowName: 'flow', rule, event: event('key', 'v') }
  stage.far.send({ type: 'evaluate', requestId: 'r', ...about, states: {}, taskStatuses: {}, timeoutMs: 20_000 })
  const { result } = await stage.far.message('evaluated')
  expect(result).toMatchObject({ cause: 'condition', message: `RangeError: bad value (${place('new RangeError')})` })
})

test('a workflow file that throws when it is loaded names the place', async () => {
  stage.far.bundles.set('other-0123456789', bundle(`\n\nthrow new Error('no import')`, 'flows/other.ts'))
  const spec = codeSpec('task', { snapshotHash: 'other-0123456789' })
  stage.far.start1(spec)
  const { outcome } = await stage.far.report(spec.attemptId, 'finished')
  expect(outcome).toMatchObject({
    reason: 'start',
    message: 'The bundle of the workflow could not be imported: Error: no import (flows/other.ts:3:7)',
  })
})
