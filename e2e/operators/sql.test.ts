import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { AIFlowHome } from '../support/aiflow-home.ts'
import { Execution } from '../support/execution.ts'
import { Postgres } from '../support/postgres.ts'
import { killAll9 } from '../support/processes.ts'
import { waitUntil } from '../support/wait-for.ts'

const WORKFLOW = fileURLToPath(new URL('../fixtures/operators/sql.ts', import.meta.url))
const postgres = new Postgres()
let home: AIFlowHome
let execution: Execution

beforeAll(() => postgres.start())
afterAll(() => postgres.remove())

beforeEach(async () => {
  postgres.query('DROP TABLE IF EXISTS runs')
  postgres.query('CREATE TABLE runs (task text)')
  home = new AIFlowHome()
  await home.start()
  await home.upload(WORKFLOW)
  const parameters = { database: postgres.url, folder: home.folder }
  const { workflowExecutionId } = await home.client.workflows.startExecution('default', 'sql', { parameters })
  execution = new Execution(home, workflowExecutionId)
})

afterEach(() => home.remove())

const sessions = (): string[] =>
  postgres.query("SELECT pid FROM pg_stat_activity WHERE application_name LIKE 'aiflow %' AND query LIKE '%pg_sleep%'")
const runs = () => postgres.query('SELECT task FROM runs ORDER BY task')
/** Code of tasks runs in these. */
const children = () => home.processes().filter(({ command }) => /\bchild\.js\b/.test(command))

it('the server, the worker and the task are killed in the middle: there is one session, and none after a stop', async () => {
  await waitUntil('the session', () => sessions().length === 1)
  const [first] = sessions()
  const { workerPid } = home
  const before = children()
  expect(before).not.toEqual([])
  await home.killServer()
  await killAll9(before)
  await home.killWorker()
  await home.start()
  await home.workerBack(workerPid)
  await waitUntil('the next session', () => sessions().length === 1 && sessions()[0] !== first)
  await home.must('task-execution', 'stop', String(execution.id), 'slow')
  await execution.reached('slow', 'STOPPED')
  expect(sessions()).toEqual([])
  expect(runs()).not.toContain('slow')
})

it('what was committed is not done again, also where the process died before it could tell', async () => {
  expect(await execution.reached('dying', 'SUCCESS')).toMatchObject({
    outcome: { output: { rows: [{ task: 'dying' }], rowCount: 1 } },
    attemptNumber: 2,
  })
  expect(runs()).toEqual(['dying'])
})

it('values keep their meaning as JSON, rows are those of the last statement, and a wrong statement is not tried again', async () => {
  const row = { big: '7', at: '1970-01-01T00:00:00.000Z', bytes: 'YWI=', json: { a: [1] }, exact: '1.10' }
  const quick = await execution.reached('quick', 'SUCCESS')
  expect(quick.outcome).toMatchObject({ output: { rows: [row], rowCount: 1 } })
  const rows = await execution.reached('rows', 'SUCCESS')
  expect(rows.outcome).toMatchObject({ output: { rows: [{ b: 2 }, { b: 3 }], rowCount: 2 } })
  const rowless = await execution.reached('rowless', 'SUCCESS')
  expect(rowless.outcome).toMatchObject({ output: { rows: [], rowCount: 0 } })
  const { attemptNumber, outcome, handle } = await execution.reached('wrong', 'FAILED')
  expect(attemptNumber).toBe(1)
  expect(outcome).toMatchObject({ message: expect.stringContaining('(42P01): relation "nowhere" does not exist') })
  expect(handle).toBeNull()
})
