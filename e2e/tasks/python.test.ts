import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { AIFlowHome } from '../support/aiflow-home.ts'

const PAGE = readFileSync(new URL('../../docs/how-to/python.md', import.meta.url), 'utf8')
const homes: AIFlowHome[] = []
afterAll(() => Promise.all(homes.map((home) => home.remove())))

/** All examples of the page in a language, as one program. */
function programOf(language: string): string {
  return [...PAGE.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'gms'))].map(([, text]) => text).join('\n')
}

const PROGRAMS = { python3: `${programOf('python')}\nprint(events)\n`, bash: programOf('bash') }

async function started(host: string): Promise<AIFlowHome> {
  const home = new AIFlowHome()
  homes.push(home)
  await home.start()
  await home.client.tokens.create({ name: 'person', role: 'viewer' })
  await home.must('server', 'stop', '--all')
  await home.start('--host', host)
  return home
}

describe.each(['0.0.0.0', '::'])('a program in a task of a server that listens on %s', (host) => {
  it('sends events, sets its output and keeps state as the documentation says, in Python and with curl', async () => {
    const home = await started(host)
    for (const [program, text] of Object.entries(PROGRAMS)) {
      const file = join(home.folder, `${program}.ts`)
      const command = `cat > program <<'END'\n${text}\nEND\n${program} program`
      writeFileSync(
        file,
        `import { BashOperator, Workflow } from '@aiflow/sdk'
export const flow = new Workflow({ name: ${JSON.stringify(program)} }, () => {
  new BashOperator({ name: 'act', command: ${JSON.stringify(command)} })
})
`,
      )
      await home.upload(file)
      const { workflowExecutionId: id } = await home.client.workflows.startExecution('default', program)
      const task = { workflowExecutionId: id, taskName: 'act', sequenceNumber: 1 }
      await expect
        .poll(async () => (await home.client.taskExecutions.get(task)).outcome, { timeout: 60_000 })
        .toMatchObject({ type: 'success', output: { accuracy: 0.97 } })
    }
    const { items } = await home.client.events.list({ key: 'model_trained' })
    expect(items.map(({ value, principal }) => [value, principal])).toEqual([
      ['v1', 'task:1/act/1'],
      ['v1', 'task:2/act/1'],
    ])
  })
})
