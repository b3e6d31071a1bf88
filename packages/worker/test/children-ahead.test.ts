import type { Outcome } from '@aiflow/sdk/internal/worker-protocol'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type LivingChild, livingChildren } from '../src/children/living-children.ts'
import { thisMachine } from '../src/machine/this-machine.ts'
import { workerHome } from '../src/worker-home.ts'
import { bundle } from './support/bundle.ts'
import { codeSpec, SNAPSHOT } from './support/specs.ts'
import { Stage } from './support/stage.ts'
import { waitFor } from './support/wait-for.ts'

const NEXT_SNAPSHOT = 'snapshot-of-the-next-version'

const BUNDLE = bundle(`
  import { FunctionOperator, Workflow } from '@aiflow/sdk'
  export const flow = new Workflow({ name: 'flow' }, () => { new FunctionOperator({ name: 'pid', run: () => process.pid }) })
`)

let stage: Stage

beforeEach(async () => {
  stage = await Stage.create(BUNDLE)
  stage.far.bundles.set(NEXT_SNAPSHOT, BUNDLE)
})

afterEach(() => stage.end())

const children = () => livingChildren(thisMachine(), workerHome(stage.home))
const hasChildren = (count: number) =>
  waitFor(() => (children().length === count ? children() : null), `${count} children`)
const pidsOf = (living: readonly LivingChild[]) => living.map(({ identity }) => identity.pid)

/** Resolves when there is a child for the snapshot, and the one that was started ahead. */
function upload(): Promise<LivingChild[]> {
  stage.far.send({ type: 'warm', snapshotHash: SNAPSHOT, namespace: 'default', workflowName: 'flow' })
  return hasChildren(2)
}

async function outcomeOfNext(): Promise<Outcome> {
  const spec = codeSpec('pid', { snapshotHash: NEXT_SNAPSHOT })
  stage.far.start1(spec)
  return (await stage.far.report(spec.attemptId, 'finished')).outcome
}

test('after an upload, the first task of the next one runs in a process that was started before', async () => {
  await stage.worker()
  const pids = pidsOf(await upload())
  const outcome = await outcomeOfNext()
  expect(pids).toContain(outcome.type === 'success' && outcome.output)
})

test('a task does not fail because the process that was started ahead has been killed', async () => {
  await stage.worker()
  const pids = pidsOf(await upload())
  for (const pid of pids) process.kill(pid, 'SIGKILL')
  expect(await outcomeOfNext()).toMatchObject({ type: 'success' })
})

test('a process that was started ahead ends with its worker', async () => {
  const worker = await stage.process()
  await upload()
  await worker.kill()
  expect(await hasChildren(0)).toEqual([])
})
