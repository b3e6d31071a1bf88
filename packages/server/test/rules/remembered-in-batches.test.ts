import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { bash, SchedulerHarness } from '../../src/testing/scheduler-harness.ts'
import { createRandom, type Random } from '../store/random-runs.ts'

const KEYS = ['a', 'b', 'c']
const LARGE = 'v'.repeat(3000)

type Operation = (harness: SchedulerHarness) => Promise<unknown>

function allOf(keys: readonly string[], name = 'all') {
  return { name, condition: { type: 'allEvents', events: keys.map((key) => ({ key })) } }
}

function upload(variant: number): Operation {
  const keys = [KEYS, ['a', 'b'], ['c', 'b', 'a'], ['a', 'a', 'c']][variant % 4] ?? KEYS
  const rules = [
    { ...allOf(keys), action: 'START', whenAlive: variant % 2 === 0 ? 'ignore' : 'queue' },
    { ...allOf(['b', 'c'], 'other'), action: variant % 3 === 0 ? 'RESTART' : 'START' },
  ]
  const tasks = [bash('t', { rules }), bash('u', { rules: [{ ...allOf(['c', 'd']), action: 'START' }] })]
  const triggers = variant % 5 === 0 ? [] : [allOf(keys.toReversed()), allOf(['a', 'b'], 'second')]
  return (harness) => harness.upload({ lifetime: variant % 2 === 0 ? 'untilDone' : 'untilStopped', tasks, triggers })
}

function operation(random: Random): Operation {
  const id = 1 + random(6)
  const of = { namespace: 'default', workflow: 'w' }
  const [key = 'a', size, attempt] = [[...KEYS, 'd'][random(4)], random(3), 1 + random(12)]
  const controls = [
    { type: 'deleteWorkflow', ...of },
    { type: 'stopExecution', workflowExecutionId: id },
    { type: 'deleteExecution', workflowExecutionId: id },
    { type: 'rerunExecution', workflowExecutionId: id },
    { type: 'taskAction', workflowExecutionId: id, task: 't', action: random(2) === 0 ? 'START' : 'STOP' },
    { type: 'startExecution', ...of },
    { type: 'startExecution', ...of },
    { type: random(2) === 0 ? 'disableRule' : 'enableRule', workflowExecutionId: id, task: 't', rule: 'all' },
    { type: 'setTriggerPaused', ...of, name: 'all', paused: random(3) === 0 },
  ] as const
  const kind = random(30)
  const control = controls[kind]
  if (control !== undefined) return (harness) => harness.control(control as Parameters<SchedulerHarness['control']>[0])
  if (kind < 12) return upload(random(12))
  if (kind < 18) {
    const outcome = { type: 'success', output: null } as const
    return (harness) =>
      harness.report({ type: 'finished', attemptId: `attempt-${attempt}`, outcome, startedAt: 1, endedAt: 1 })
  }
  return (harness) => harness.send(key, size === 0 ? LARGE : String(size))
}

/** What is stored of workflows that have not been deleted: what deleted ones leave is swept at some time. */
function contentOf(harness: SchedulerHarness): Record<string, unknown[]> {
  const database = new DatabaseSync(harness.storePath)
  const rows = (sql: string) => database.prepare(sql).all()
  const executions = `SELECT id FROM workflow_executions WHERE workflow_id IN (SELECT id FROM workflows)`
  const lanes = `SELECT 'execution:' || id FROM (${executions}) UNION ALL SELECT 'workflow:' || id FROM workflows`
  const content = {
    states: rows(`SELECT lane, name, value FROM states WHERE lane IN (${lanes}) ORDER BY lane, name`),
    tasks: rows(
      `SELECT workflow_execution_id, task_name, sequence_number, status FROM task_executions
       WHERE workflow_execution_id IN (${executions}) ORDER BY id`,
    ),
    executions: rows(`SELECT id, status FROM workflow_executions WHERE id IN (${executions}) ORDER BY id`),
    triggers: rows('SELECT id, name FROM triggers ORDER BY id'),
    offset: rows('SELECT max("offset") FROM events'),
  }
  database.close()
  return content
}

/** Each commit takes a group of the operations. */
async function run(operations: readonly Operation[], groupSize: () => number) {
  let attempts = 0
  const harness = await SchedulerHarness.create({ newAttemptId: () => `attempt-${++attempts}` })
  const left = [...operations]
  while (left.length > 0) {
    await Promise.all(left.splice(0, groupSize()).map((each) => each(harness)))
  }
  await harness.settle()
  expect(harness.lost).toBe(null)
  expect(harness.scheduler.unreadable()).toEqual([])
  const content = contentOf(harness)
  await harness.dispose()
  return content
}

test.each([1, 2, 3, 4])(
  'rules remember the same events whether they come in one commit or in many, whatever becomes of their lanes: seed %i',
  async (seed) => {
    const random = createRandom(seed)
    const operations = [upload(1), ...Array.from({ length: 100 }, () => operation(random))]
    const oneByOne = await run(operations, () => 1)
    expect(oneByOne.states?.length).toBeGreaterThan(10)
    expect(await run(operations, () => 1 + random(20))).toEqual(oneByOne)
  },
)
