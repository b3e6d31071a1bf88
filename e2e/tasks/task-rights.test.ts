import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { AIFlowHome } from '../support/aiflow-home.ts'

let home: AIFlowHome

beforeAll(async () => {
  home = new AIFlowHome()
  await home.start()
})

afterAll(async () => {
  await home.remove()
})

/** Runs a command as the only task of a workflow, and returns what it wrote. */
async function runAsTask(name: string, command: string): Promise<{ id: number; log: string }> {
  const file = join(home.folder, `${name}.ts`)
  mkdirSync(home.folder, { recursive: true })
  const text = `import { BashOperator, Workflow } from '@aiflow/sdk'
export const workflow = new Workflow({ name: ${JSON.stringify(name)} }, () => {
  new BashOperator({ name: 'act', command: ${JSON.stringify(command)}, env: { AIFLOW_HOME: ${JSON.stringify(home.folder)} } })
})
`
  writeFileSync(file, text)
  await home.upload(file)
  const { workflowExecutionId: id } = await home.client.workflows.startExecution('default', name)
  await expect
    .poll(async () => (await home.client.workflowExecutions.get(id)).status, { timeout: 30_000 })
    .toBe('SUCCESS')
  return { id, log: await home.must('task-execution', 'logs', String(id), 'act') }
}

it('a command of a task has the rights of its task, also where it could read the token of the home', async () => {
  const ways = ['', `--home ${home.folder}`, `--server ${home.url}`]
  const tries = ways.flatMap((way, index) => [
    `aiflow ${way} token create evil-${index} --role admin 2>&1 || echo refused`,
    `aiflow ${way} workflow-execution start rights 2>&1 || echo refused`,
  ])
  const { log } = await runAsTask('rights', tries.join('\n'))
  expect(log.match(/^refused$/gm)).toHaveLength(tries.length)
  expect(log).toContain('may not do this')
  expect((await home.client.tokens.list()).items).toEqual([])
})

it('what a command of a task sends and asks for is told to be of the task', async () => {
  const command = `aiflow event send hello --sender someone
aiflow workflow-execution show "$AIFLOW_WORKFLOW_EXECUTION_ID" -o json > /dev/null && echo shown
aiflow workflow-execution pause "$AIFLOW_WORKFLOW_EXECUTION_ID" && aiflow workflow-execution resume "$AIFLOW_WORKFLOW_EXECUTION_ID"`
  const { id, log } = await runAsTask('told', command)
  expect(log).toContain('shown')
  const principal = `task:${id}/act/1`
  expect((await home.client.events.list({ key: 'hello' })).items).toMatchObject([{ principal, sender: `${id}/act/1` }])
  expect((await home.client.server.audit({ principal })).items).toMatchObject([{ result: 'ok' }, { result: 'ok' }])
  expect(await home.must('audit', 'list')).not.toContain(`${id}/act/1`)
  expect(await home.must('audit', 'list', '--all')).toContain(`${id}/act/1`)
})

it('a token that a task is given is used instead, and is the one that is named', async () => {
  const { secret } = await home.client.tokens.create({ name: 'starter', role: 'operator' })
  const { log } = await runAsTask(
    'given',
    `AIFLOW_TOKEN=${secret} aiflow workflow-execution start told 2>&1 || echo refused`,
  )
  expect(log).not.toContain('refused')
  const { items } = await home.client.server.audit({ action: 'startExecution', principal: 'token:starter' })
  expect(items).toHaveLength(1)
})
