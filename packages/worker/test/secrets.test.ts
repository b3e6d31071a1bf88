import { afterEach, beforeEach, expect, test } from 'vitest'
import { bundle } from './support/bundle.ts'
import { filesWith, giveSecrets, SECRETS, secretFolders, VALUE, valuesOf } from './support/secret-stage.ts'
import { bashSpec, codeSpec, pythonSpec } from './support/specs.ts'
import { Stage } from './support/stage.ts'

const BUNDLE = bundle(`
  import { BashOperator, FunctionOperator, Workflow } from '@aiflow/sdk'
  import { execFileSync, spawnSync } from 'node:child_process'
  export const flow = new Workflow({ name: 'flow' }, () => {
    new FunctionOperator({ name: 'tell', run: (context) => {
      const { PASSWORD } = context.secrets
      console.log('plain ' + PASSWORD + ' end')
      console.error(JSON.stringify({ PASSWORD }))
      context.logger.info('logged', { PASSWORD })
      spawnSync('sh', ['-c', 'echo "child $1" >/dev/stdout', 'sh', PASSWORD], { stdio: 'inherit' })
      return { length: PASSWORD.length, [PASSWORD]: [PASSWORD] }
    } })
    new FunctionOperator({ name: 'fail', run: ({ secrets }) => { throw new Error('refused ' + secrets.PASSWORD) } })
    new FunctionOperator({ name: 'crash', run: ({ secrets }) => new Promise(() => setTimeout(() => { throw new Error(secrets.OTHER) }, 1)) })
    new FunctionOperator({ name: 'exit', run: ({ secrets }) => { console.log('last words ' + secrets.PASSWORD); process.exit(3) } })
    new FunctionOperator({ name: 'names', run: ({ secrets }) => Object.keys(secrets) })
    class Measured extends BashOperator { getMetrics(context) { return { token: context.secrets.PASSWORD, rows: 3 } } }
    new Measured({ name: 'measured', command: 'cat "$PASSWORD_FILE"; echo; echo "$OTHER"; printf "[\\\\042%s\\\\042]" "$(printf %s "$OTHER" | base64 -w0)" > "$AIFLOW_OUTPUT_FILE"; sleep 2' })
  })
`)

let stage: Stage

beforeEach(async () => {
  stage = await Stage.create(BUNDLE)
  giveSecrets(stage)
})

afterEach(() => stage.end())

async function run(spec: ReturnType<typeof bashSpec>) {
  const withSecrets = { ...spec, secrets: SECRETS }
  stage.far.start1(withSecrets)
  const { outcome } = await stage.far.report(spec.attemptId, 'finished')
  return { outcome, log: await stage.far.log(spec.attemptId) }
}

const code = (name: string) => codeSpec(name, { operator: { type: 'code', className: 'F', isolation: 'process' } })

/** Once more after the end is acknowledged, when nothing of the attempt is left. */
async function expectNoTrace(): Promise<void> {
  await stage.far.settled()
  expect(filesWith(stage, 'correct-horse')).toEqual([])
  expect(secretFolders(stage)).toEqual([])
}

test('a worker says that it takes secrets and connections', async () => {
  await stage.worker()
  expect((await stage.far.message('hello')).features).toEqual(['secrets', 'connections', 'items'])
})

test('a command gets secrets as files and variables, and its output, reason and log are masked', async () => {
  await stage.worker()
  const command = `
    stat -c %a "$PASSWORD_FILE"; test -z "$PASSWORD" && test -z "$OTHER_FILE" && echo "only these"
    cat "$PASSWORD_FILE"; echo; base64 <"$PASSWORD_FILE"; echo "$OTHER" >/dev/stdout; echo err "$OTHER" >&2
    printf '{"value": ["%s", 1]}' "$(sed 's/"/\\\\"/g' "$PASSWORD_FILE")" >"$AIFLOW_OUTPUT_FILE"`
  const { outcome, log } = await run(bashSpec(command))
  expect(outcome).toEqual({ type: 'success', output: { value: ['***', 1] } })
  expect(log).toBe('600\nonly these\n***\n***\nother-***\nerr other-***\n'.replaceAll('other-***', '***'))
  await expectNoTrace()
})

test('the reason of a command that fails is masked', async () => {
  await stage.worker()
  const { outcome } = await run(bashSpec('echo "login as $OTHER failed" >&2; exit 3'))
  expect(outcome).toMatchObject({ message: 'The command ended with exit code 3: login as *** failed', exitCode: 3 })
  await expectNoTrace()
})

test('the exception of a Python task is masked', async () => {
  await stage.worker()
  stage.far.files.set('snapshot-0123456789', [
    {
      path: 'work.py',
      contentBase64: Buffer.from(
        'import os\ndef fail():\n    value = open(os.environ["PASSWORD_FILE"]).read()\n    print(value)\n    raise ValueError(value)\n',
      ).toString('base64'),
    },
  ])
  const { outcome, log } = await run(pythonSpec({ type: 'callable', name: 'work:fail', args: [], kwargs: {} }))
  expect(outcome).toMatchObject({
    type: 'failed',
    reason: 'error',
    message: expect.stringContaining('ValueError: ***'),
  })
  expect(log).toContain('***')
  await expectNoTrace()
})

test('code has secrets in its context, and what it says is masked, also by what it starts', async () => {
  await stage.worker()
  const { outcome, log } = await run(code('tell'))
  expect(outcome).toEqual({ type: 'success', output: { length: VALUE.length, '***': ['***'] } })
  expect(log).toMatch(
    /^plain \*\*\* end\n\{"PASSWORD":"\*\*\*"\}\n.* INFO +logged \{"PASSWORD":"\*\*\*"\}\nchild \*\*\*\n$/,
  )
  await expectNoTrace()
})

test.each([
  ['fail', 'Error: refused ***'],
  ['crash', 'Error: ***'],
  ['exit', 'The process exited with code 3 during the task. Its last output: last words ***'],
])('the reason of code that ends by "%s" is masked', async (name, message) => {
  await stage.worker()
  const { outcome } = await run(code(name))
  expect(outcome).toMatchObject({ type: 'failed', message })
  await expectNoTrace()
})

test('metrics, and the command of a BashOperator with a life cycle, are masked', async () => {
  await stage.worker()
  const spec = code('measured')
  const { outcome, log } = await run({
    ...spec,
    operator: { ...spec.operator, metricsSeconds: 1 } as typeof spec.operator,
  })
  expect(log).toBe('***\n***\n')
  expect(outcome).toEqual({ type: 'success', output: ['***'] })
  const metrics = stage.far
    .reportsOf(spec.attemptId)
    .flatMap((report) => (report.type === 'metrics' ? [report.metrics] : []))
  expect(metrics).toContainEqual({ token: '***', rows: 3 })
  await expectNoTrace()
})

test('a task without secrets has none, and shares nothing with those that have', async () => {
  await stage.worker()
  await run(code('tell'))
  const spec = codeSpec('names')
  stage.far.start1(spec)
  expect((await stage.far.report(spec.attemptId, 'finished')).outcome).toEqual({ type: 'success', output: [] })
})

test('a secret that the server does not have fails the attempt with what the server says', async () => {
  giveSecrets(stage, () => ({ status: 404, body: { code: 'SECRET_NOT_FOUND', detail: 'There is no secret "db".' } }))
  await stage.worker()
  const spec = bashSpec('echo never', { secrets: SECRETS })
  stage.far.start1(spec)
  const { outcome } = await stage.far.report(spec.attemptId, 'finished')
  expect(outcome).toMatchObject({ reason: 'start', message: 'There is no secret "db".', retryable: true })
})

test('an attempt waits for a server that cannot answer, and a stop ends the wait', async () => {
  let answers = 0
  giveSecrets(stage, () => {
    answers += 1
    return answers < 3 ? { status: 503, body: {} } : valuesOf(VALUE)
  })
  await stage.worker()
  const { outcome } = await run(bashSpec('true'))
  expect(outcome.type).toBe('success')
  giveSecrets(stage, () => ({ status: 503, body: {} }))
  const spec = bashSpec('true', { secrets: SECRETS })
  stage.far.start1(spec)
  await stage.far.request(`/api/v1/worker/attempts/${spec.attemptId}/secrets`)
  stage.far.stop1(spec.attemptId)
  expect((await stage.far.report(spec.attemptId, 'finished')).outcome.type).toBe('neverStarted')
  await expectNoTrace()
})

test('a stop ends a command with secrets, and what it wrote at its end is masked in the log', async () => {
  await stage.worker()
  const spec = bashSpec(`trap 'echo "bye $OTHER"; exit 0' TERM; echo ready; while :; do sleep 0.1; done 2>/dev/null`, {
    secrets: SECRETS,
  })
  stage.far.start1(spec)
  await stage.far.until(async () => (await stage.far.log(spec.attemptId)) === 'ready\n')
  stage.far.stop1(spec.attemptId)
  expect((await stage.far.report(spec.attemptId, 'finished')).outcome.type).toBe('stopped')
  expect(await stage.far.log(spec.attemptId)).toMatch(/^ready\n(Terminated\n)?bye \*\*\*\n$/)
  await expectNoTrace()
})

test('what a command leaves running is ended, and its last output is in the log', async () => {
  await stage.worker()
  const { outcome, log } = await run(bashSpec('(sleep 100; echo no) & echo "$OTHER"'))
  expect(outcome.type).toBe('success')
  expect(log).toBe('***\n')
})

test('a flood of output goes through, and all of it is masked', async () => {
  await stage.worker()
  const { log } = await run(bashSpec(`yes "line with $(cat "$PASSWORD_FILE") in it" | head -n 20000 | tail -n 20000`))
  expect(log).not.toContain('correct-horse')
  expect(
    log
      .split('\n')
      .slice(0, -1)
      .every((line) => line === 'line with *** in it'),
  ).toBe(true)
  expect(filesWith(stage, 'correct-horse')).toEqual([])
})
