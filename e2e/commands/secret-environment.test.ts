import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { AIFlowHome } from '../support/aiflow-home.ts'
import { Execution } from '../support/execution.ts'

const KEY = randomBytes(32).toString('base64')
const TASKS = `import { BashOperator, Workflow } from '@aiflow/sdk'
export const flow = new Workflow({ name: 'flow' }, () => {
  new BashOperator({ name: 'say', secrets: { A: 'db', B: 'api' }, command: 'wc -c < "$A_FILE"; wc -c < "$B_FILE"; env' })
})
`

let home: AIFlowHome

beforeEach(() => {
  home = new AIFlowHome()
  home.environment.AIFLOW_SECRETS_KEY = KEY
  home.environment.AIFLOW_SECRETS_SOURCES = 'environment, store'
  home.environment.AIFLOW_SECRET_default__db = 'of-the-environment'
})

afterEach(() => home.remove())

it('keys and secrets in the environment of the server stay there', async () => {
  await home.start()
  writeFileSync(join(home.folder, 'api'), 'of-the-store')
  await home.must('secret', 'set', 'api', '--file', 'api')
  writeFileSync(join(home.folder, 'flow.ts'), TASKS)
  await home.upload('flow.ts')
  const execution = await Execution.start(home, 'flow')
  await execution.ended('SUCCESS')
  const log = await home.must('logs', String(execution.id), 'say')
  expect(log.split('\n').slice(0, 2)).toEqual(['18', '12'])
  const ofWorker = readFileSync(`/proc/${home.workerPid}/environ`, 'utf8')
  for (const text of [log, ofWorker]) {
    expect(text).not.toContain(KEY)
    expect(text).not.toContain('AIFLOW_SECRET_')
    expect(text).not.toContain('of-the-environment')
  }
})
