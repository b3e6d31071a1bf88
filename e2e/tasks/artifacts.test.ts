import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { AIFlowHome } from '../support/aiflow-home.ts'
import { Execution } from '../support/execution.ts'

const WORKFLOW = `import { BashOperator, Workflow } from '@aiflow/sdk'
export const training = new Workflow({ name: 'training' }, () => {
  const train = new BashOperator({
    name: 'train',
    command: \`set -e
      printf %s weights > weights; aiflow artifact put 'models/of today.bin' weights
      printf %s notes > "$AIFLOW_ARTIFACTS/notes.txt"\`,
  })
  const use = new BashOperator({
    name: 'use',
    command: \`set -e
      aiflow artifact list train
      aiflow artifact get train 'models/of today.bin' got; echo "got $(cat got)"
      aiflow artifact get train notes.txt; echo "and $(cat notes.txt)"
      aiflow artifact get train unknown 2>&1 || echo "ended with $?"\`,
  })
  use.startAfter(train)
})
`

let home: AIFlowHome
let execution: Execution

beforeAll(async () => {
  home = new AIFlowHome()
  await home.start()
  const file = join(home.folder, 'training.ts')
  writeFileSync(file, WORKFLOW)
  await home.upload(file)
  execution = await Execution.start(home, 'training')
  await execution.reached('use', 'SUCCESS')
})

afterAll(async () => {
  await home?.remove()
})

it('a command leaves files, and the command of another task lists and gets them', async () => {
  const log = await home.must('task-execution', 'logs', String(execution.id), 'use')
  expect(log).toContain('models/of today.bin')
  expect(log).toContain('got weights')
  expect(log).toContain('and notes')
  expect(log).toContain('There is no artifact "unknown"')
  expect(log).toMatch(/ended with [1-9]/)
})

it('people list them with their digests, and download one or all', async () => {
  const ref = `${execution.id}/train`
  const listed = JSON.parse(await home.must('task-execution', 'artifacts', ref, '-o', 'json'))
  const sha256 = createHash('sha256').update('weights').digest('hex')
  expect(listed).toContainEqual(expect.objectContaining({ name: 'models/of today.bin', size: 7, sha256 }))
  await home.must('task-execution', 'download', ref, '--to', 'all')
  expect(readFileSync(join(home.folder, 'all', 'models', 'of today.bin'), 'utf8')).toBe('weights')
  expect(readFileSync(join(home.folder, 'all', 'notes.txt'), 'utf8')).toBe('notes')
  await home.must('task-execution', 'download', ref, '--name', 'notes.txt', '--to', 'one')
  expect(readFileSync(join(home.folder, 'one', 'notes.txt'), 'utf8')).toBe('notes')
})

it('outside of a task, the commands of tasks name those for people', async () => {
  const { exitCode, stderr } = await home.run('artifact', 'list', 'train')
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining('aiflow task-execution artifacts')])
})
