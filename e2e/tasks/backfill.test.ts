import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BackfillPreview, BackfillResource } from '@aiflow/sdk/client'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { AIFlowHome } from '../support/aiflow-home.ts'
import { waitFor } from '../support/wait-for.ts'

let home: AIFlowHome

beforeAll(async () => {
  home = new AIFlowHome()
  const parameters = `{ type: 'object', properties: { day: { type: 'string' } } }`
  const command = `cat "$AIFLOW_PARAMETERS_FILE" >> "${home.folder}/parameters"; echo "$AIFLOW_DUE_TIME $AIFLOW_INTERVAL_START $AIFLOW_SCHEDULE" >> "${home.folder}/days"; sleep 0.1`
  writeFileSync(
    join(home.folder, 'days.ts'),
    `import { BashOperator, Workflow } from '@aiflow/sdk'
export const days = new Workflow({ name: 'days', parameters: ${parameters} }, (workflow) => {
  workflow.schedule('daily', 'cron@0 0 * * *', { parameters: { day: '\${date}' } })
  new BashOperator({ name: 'note', command: ${JSON.stringify(command)} })
})`,
  )
  await home.start()
  await home.upload('days.ts')
})

afterAll(() => home.remove())

const RANGE = ['workflow', 'backfill', 'days', '--from', '2026-01-01T00:00Z', '--to', '2026-01-31T00:00Z']

async function json<T>(...words: string[]): Promise<T> {
  return JSON.parse(await home.must(...words, '-o', 'json'))
}

function ended(id: number): Promise<BackfillResource> {
  return waitFor(`the backfill ${id} to end`, async () => {
    const backfill = await home.client.backfills.get(id)
    return backfill.endTime === null ? null : backfill
  })
}

function noted(): string[] {
  return readFileSync(join(home.folder, 'days'), 'utf8').trim().split('\n')
}

it('a dry run says what would be started', async () => {
  const preview = await json<BackfillPreview>(...RANGE, '--dry-run')
  expect(preview).toMatchObject({ total: 30, skipped: 0, schedule: 'daily' })
  const { stdout, stderr } = await home.run(...RANGE, '--newest-first', '--dry-run')
  expect(stdout).toContain('2026-01-30')
  expect(stderr).toContain('30 of 30 times would be started.')
  expect((await home.client.workflowExecutions.list()).items).toEqual([])
})

it('a backfill goes on after each crash of the server, with each time once', async () => {
  const { id } = await json<BackfillResource>(...RANGE, '--max-active', '3')
  for (let crash = 0; crash < 3; crash += 1) {
    const before = (await home.client.backfills.get(id)).counts.left
    await waitFor('progress', async () => ((await home.client.backfills.get(id)).counts.left < before ? true : null))
    await home.crashServer()
  }
  expect(await ended(id)).toMatchObject({ status: 'SUCCESS', total: 30, counts: { succeeded: 30, left: 0 } })
  const times = Array.from({ length: 30 }, (_, index) => {
    const [start = '', due = ''] = [index, index + 1].map((day) => new Date(Date.UTC(2025, 11, 31 + day)).toISOString())
    return `${due} ${start} daily`
  })
  expect(noted().toSorted()).toEqual(times)
  const parameters = readFileSync(join(home.folder, 'parameters'), 'utf8')
  expect(parameters).toContain('{"day":"2025-12-31"}')
  const shown = await home.must('backfill', 'show', String(id))
  expect(shown).toContain('30 times: 30/30')
  expect(await home.must('backfill', 'list', 'days')).toContain('30/30')
  const first = (await home.client.workflowExecutions.list({ backfill: id })).items.at(-1)
  const execution = await home.must('workflow-execution', 'show', String(first?.id))
  expect(execution).toMatch(/Backfill +1\n/)
  expect(await home.must('why', `${first?.id}/note`)).toContain(`started by backfill ${id} for `)
})

it('the same range leaves out what has succeeded, unless it is to be done again', async () => {
  const again = await json<BackfillResource>(...RANGE)
  expect(await ended(again.id)).toMatchObject({ status: 'SUCCESS', counts: { skipped: 30, succeeded: 0 } })
  const all = await json<BackfillResource>(...RANGE, '--reprocess', 'all')
  expect(await home.must('backfill', 'pause', String(all.id))).toContain('is paused')
  expect(await home.must('backfill', 'resume', String(all.id))).toContain('times are left')
  expect(await home.must('backfill', 'stop', String(all.id))).toContain('starts nothing more')
  expect(await ended(all.id)).toMatchObject({ status: 'STOPPED' })
  const refused = await home.run('backfill', 'stop', String(all.id))
  expect(refused.exitCode).toBe(1)
  expect(refused.stderr).toContain('has ended')
})

it('one execution is started for a past time', async () => {
  const { id } = await json<{ id: number }>('workflow-execution', 'start', 'days', '--due-time', '2026-02-03', '--wait')
  expect((await home.client.workflowExecutions.get(id)).schedule).toMatchObject({
    name: 'daily',
    dueTime: Date.parse('2026-02-03'),
  })
  expect(noted().at(-1)).toBe('2026-02-03T00:00:00.000Z 2026-02-02T00:00:00.000Z daily')
  const refused = await home.run('workflow-execution', 'start', 'days', '--due-time', '2026-02-03T01:00Z')
  expect(refused.stderr).toContain(
    'is not a time of the schedule "daily" (cron@0 0 * * * in UTC). The one before is 2026-02-03T00:00:00.000Z. The next one is 2026-02-04',
  )
})

it('a wrong range is refused with what to do', async () => {
  const future = await home.run('workflow', 'backfill', 'days', '--from', '2026-01-01', '--to', '2999-01-01')
  expect(future.stderr).toContain('in the future')
  expect(future.exitCode).toBe(1)
  const missing = await home.run('workflow', 'backfill', 'days', '--from', '2026-01-01')
  expect(missing.exitCode).toBe(2)
})

it('a list of what a backfill started says which times the executions are for', async () => {
  const list = (...words: string[]) => home.must('workflow-execution', 'list', ...words)
  const { id } = await json<BackfillResource>(...RANGE.slice(0, 4), '2026-03-01T00:00Z', '--to', '2026-03-02T00:00Z')
  await ended(id)
  expect(await list('--backfill', String(id))).toMatch(/ DUE .*\n.* 2026-03-01T/)
  expect(await list('--type', 'SCHEDULE')).toMatch(/ DUE .*\n.* 2026-03-01T/)
  expect(await list()).toMatch(/ TYPE .*\n.* SCHEDULE /)
})
