import { afterAll, describe, expect, it } from 'vitest'
import { record } from './recorded-surroundings.ts'
import { WorkflowFolder } from './workflow-files.ts'

const folder = new WorkflowFolder()
afterAll(() => folder.remove())

function write(name: string, body: string, options = ''): string {
  const text = `import { BashOperator, CelCondition, Workflow } from '@aiflow/sdk'
export const ${name} = new Workflow({ name: '${name}'${options} }, (workflow) => {
  const a = new BashOperator({ name: 'a', command: 'true' })
${body}
})
`
  return folder.write(`${name}.ts`, text)
}

const good = write('good', '')
const check = (...args: string[]) => record(['workflow', 'check', ...args])

describe('workflow check', () => {
  it('finds files valid without a server', async () => {
    const other = write('other', '')
    expect(await check(good, other)).toEqual({
      exitCode: 0,
      stdout: `${good}: "good" can be uploaded.\n${other}: "other" can be uploaded.\n`,
      stderr: 'All 2 files are valid.\n',
    })
  })

  it('warns of what most likely is a mistake, also between files', async () => {
    const sends = write('sends', "  new BashOperator({ name: 's', command: 'true', emits: ['model_ready'] })")
    const waits = write('waits', "  workflow.trigger('t', 'model_ready')")
    const message = expect.stringContaining('the trigger "t" of the workflow "waits" does not see it')
    const { exitCode, stdout, stderr } = await check(sends, waits, '-o', 'json')
    expect(exitCode).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject([
      {
        file: sends,
        valid: true,
        warnings: [{ namespace: 'default', workflow: 'sends', code: 'UNREACHED_TRIGGER', message }],
      },
      { file: waits, valid: true, warnings: [] },
    ])
    expect(stderr).toMatch(
      /^Warning: The task "s" of the workflow "sends" sends "model_ready" to its own execution alone/,
    )
    expect((await check(sends, waits)).stderr).toBe(stderr)
  })

  it.each([
    ['a task that is defined twice', 'a', "  new BashOperator({ name: 'a', command: 'true' })", '', 'DUPLICATE_TASK'],
    ['a wrong schema of parameters', 'b', '', ", parameters: { type: 'no' }", 'INVALID_WORKFLOW'],
    [
      'an unknown name in an expression',
      'c',
      "  workflow.trigger('t', new CelCondition('event.nothing == 1'))",
      '',
      'INVALID_CONDITION',
    ],
    ['a wrong schedule', 'd', "  workflow.schedule('s', 'cron@99 * * * *')", '', 'INVALID_EXPRESSION'],
    ['a file that does not compile', 'e', '  const', '', 'INVALID_WORKFLOW_FILE'],
  ])('refuses %s', async (_what, name, body, options, code) => {
    const file = write(name, body, options)
    const { exitCode, stdout, stderr } = await check(file, good, '-o', 'json')
    expect(exitCode).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject([
      { file: good, valid: true, workflows: [{ namespace: 'default', name: 'good', tasks: 1 }] },
      { file, valid: false, error: { code } },
    ])
    expect(stderr).toContain(`Error: ${file}: `)
    expect(stderr).not.toContain('uploaded')
  })
})
