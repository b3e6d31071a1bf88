import { copyFileSync, globSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { AIFlowHome } from '../support/aiflow-home.ts'
import { Execution } from '../support/execution.ts'
import { FlinkSession } from '../support/flink.ts'
import { SparkStandalone } from '../support/spark.ts'
import { waitFor } from '../support/wait-for.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const EXAMPLE = join(ROOT, 'examples/flink-to-spark')
const PATIENT_MS = 180_000
const flink = new FlinkSession()
const spark = new SparkStandalone()
const home = new AIFlowHome()

beforeAll(async () => {
  await flink.start()
  const programs = join(home.folder, 'programs')
  await spark.install()
  spark.writeClient(programs)
  home.environment.PATH = `${programs}:${process.env.PATH}`
  await home.start()
}, 600_000)
afterAll(async () => {
  await home.remove()
  await flink.remove()
  await spark.remove()
})

it('each hour of the stream that is complete starts one batch, in order, and a stop ends all of it', async () => {
  const folder = join(home.folder, 'clicks')
  mkdirSync(folder)
  symlinkSync(join(ROOT, 'node_modules'), join(home.folder, 'node_modules'))
  for (const file of globSync('*.{ts,py}', { cwd: EXAMPLE })) copyFileSync(join(EXAMPLE, file), join(home.folder, file))
  await flink.compile(join(EXAMPLE, 'Clicks.java'), 'clicks.jar', home.folder)
  await home.must('workflow', 'upload', 'workflow.ts', '-f', 'clicks.jar', 'count_clicks.py')
  const parameters = { flink: flink.url, folder }
  const started = await home.client.workflows.startExecution('default', 'flink-to-spark', { parameters })
  const execution = new Execution(home, started.workflowExecutionId)
  const ended = await waitFor(
    'two batches',
    async () => {
      const all = await execution.taskExecutions('count')
      const failed = all.find(({ status }) => status === 'FAILED')
      if (failed !== undefined) throw new Error(JSON.stringify(failed.outcome))
      const done = all.filter(({ status }) => status === 'SUCCESS')
      return done.length < 2 ? null : done
    },
    PATIENT_MS,
  )
  expect(ended.slice(0, 2)).toMatchObject([
    { outcome: { output: { hour: 0, clicks: 60 } } },
    { outcome: { output: { hour: 1, clicks: 60 } } },
  ])
  await home.must('workflow-execution', 'stop', String(execution.id), '--wait')
  expect(await flink.living()).toEqual([])
})
