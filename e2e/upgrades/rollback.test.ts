import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { AIFlowHome } from '../support/aiflow-home.ts'
import { ReleasedProgram } from '../support/released-program.ts'

let released: ReleasedProgram
let older: AIFlowHome
let newer: AIFlowHome

beforeEach(async () => {
  released = new ReleasedProgram()
  older = new AIFlowHome({ program: released.file })
  newer = new AIFlowHome({ folder: older.folder })
  await older.start()
  await older.must('event', 'send', 'kept', 'before the upgrade')
  await older.must('server', 'stop', '--all')
  await newer.start()
  await newer.must('event', 'send', 'lost', 'after the upgrade')
  await newer.must('server', 'stop', '--all')
})

afterEach(async () => {
  await older.remove()
  released.remove()
})

function backup(): string {
  const name = readdirSync(older.folder).find((each) => each.endsWith('.backup'))
  return join(older.folder, name ?? 'none')
}

it.each<[string, () => Promise<string>, string]>([
  ['"aiflow db downgrade"', () => newer.must('db', 'downgrade', '--yes'), 'The store has schema 2 again.'],
  ['"aiflow db restore" of 0.2.0', () => older.must('db', 'restore', backup(), '--yes'), 'Restored'],
])('0.2.0 refuses the store that this version upgraded, and works again after %s', async (_way, goBack, told) => {
  const refused = await older.run('server', 'start', '-d', '--port', '0')
  expect(refused.exitCode).toBe(1)
  expect(refused.stderr).toMatch(/has schema \d+, and this version of AIFlow knows schemas up to 2\. Use the version/)

  expect(await goBack()).toContain(told)
  await older.start()
  expect(await older.must('--version')).toBe('aiflow 0.2.0\n')
  const events: { key: string }[] = JSON.parse(await older.must('event', 'list', '-o', 'json'))
  expect(events.map(({ key }) => key)).toEqual(['kept'])
})
