import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bundle } from '../support/bundle.ts'
import { isAlive } from '../support/processes.ts'
import { filesWith, giveSecrets, SECRETS, secretFolders, VALUE, valuesOf } from '../support/secret-stage.ts'
import { bashSpec, codeSpec } from '../support/specs.ts'
import { Stage } from '../support/stage.ts'
import { waitFor } from '../support/wait-for.ts'

const BUNDLE = bundle(`
  import { FunctionOperator, Workflow } from '@aiflow/sdk'
  import { existsSync } from 'node:fs'
  export const flow = new Workflow({ name: 'flow' }, () => {
    new FunctionOperator({ name: 'tell', run: async ({ secrets, signal, parameters }) => {
      console.log('begin ' + secrets.PASSWORD)
      while (!existsSync(parameters.go)) await new Promise((resolve) => setTimeout(resolve, 20))
      console.log('end ' + secrets.PASSWORD)
      return secrets.PASSWORD
    } })
  })
`)

let stage: Stage

beforeEach(async () => {
  stage = await Stage.create(BUNDLE)
  giveSecrets(stage)
})

afterEach(() => stage.end())

const go = () => `${stage.home}/go`

/** Says its secrets, waits, and says them once more. */
function telling(): ReturnType<typeof bashSpec> {
  const command = `echo "begin $OTHER"; while [ ! -e '${go()}' ]; do sleep 0.05; done; echo "end $OTHER"
    printf '{"v": "%s"}' "$(printf %s "$OTHER" | base64 -w0)" >"$AIFLOW_OUTPUT_FILE"`
  return bashSpec(command, { secrets: SECRETS })
}

/** The processes that mask the output of an attempt. */
function maskers(attemptId: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => environmentOf(pid).includes(`AIFLOW_MASKED_ATTEMPT=${attemptId}`))
    .map(Number)
}

function environmentOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8')
  } catch {
    return ''
  }
}

async function begun(attemptId: string): Promise<void> {
  await stage.far.until(async () => (await stage.far.log(attemptId)).startsWith('begin'))
}

async function expectNoTrace(): Promise<void> {
  await stage.far.settled()
  expect(filesWith(stage, 'correct-horse')).toEqual([])
  expect(secretFolders(stage)).toEqual([])
}

test.each([
  ['command', () => telling()],
  [
    'code',
    () =>
      codeSpec('tell', {
        secrets: SECRETS,
        parameters: { go: go() },
        operator: { type: 'code', className: 'F', isolation: 'process' },
      }),
  ],
])('a %s goes on masked while its worker is killed, and the next worker reports it', async (_, specOf) => {
  const worker = await stage.process()
  const spec = specOf()
  stage.far.start1(spec)
  await begun(spec.attemptId)
  await worker.kill()
  execFileSync('touch', [go()])
  await waitFor(() => (maskers(spec.attemptId).length === 0 ? true : null), 'the end of the masking')
  await stage.process()
  const { outcome } = await stage.far.report(spec.attemptId, 'finished')
  expect(outcome).toMatchObject({ type: 'success' })
  expect(JSON.stringify(outcome)).toContain('***')
  expect(await stage.far.log(spec.attemptId)).toBe('begin ***\nend ***\n')
  await expectNoTrace()
})

test('a command that is killed together with its worker, its shim and its masking leaves no value', async () => {
  const worker = await stage.process()
  const spec = telling()
  stage.far.start1(spec)
  await begun(spec.attemptId)
  const { pid } = await stage.far.report(spec.attemptId, 'running')
  expect(secretFolders(stage)).toEqual([spec.attemptId])
  await worker.kill()
  for (const masker of maskers(spec.attemptId)) process.kill(masker, 'SIGKILL')
  process.kill(-(pid ?? 0), 'SIGKILL')
  await stage.process()
  const { outcome } = await stage.far.report(spec.attemptId, 'finished')
  expect(outcome.type).not.toBe('success')
  await expectNoTrace()
})

test('a command whose masking is killed fails, and nothing is written past it', async () => {
  await stage.process()
  const spec = telling()
  stage.far.start1(spec)
  await begun(spec.attemptId)
  for (const masker of maskers(spec.attemptId)) process.kill(masker, 'SIGKILL')
  execFileSync('touch', [go()])
  const { outcome } = await stage.far.report(spec.attemptId, 'finished')
  expect(outcome).toMatchObject({ type: 'failed', retryable: true })
  expect(await stage.far.log(spec.attemptId)).toBe('begin ***\n')
  await expectNoTrace()
})

test('a command that ends well although its masking was killed has no output that anybody could trust', async () => {
  await stage.process()
  const spec = bashSpec(
    `exec >/dev/null 2>&1; echo '"x"' >"$AIFLOW_OUTPUT_FILE"; while [ ! -e '${go()}' ]; do sleep 0.05; done`,
    {
      secrets: SECRETS,
    },
  )
  stage.far.start1(spec)
  await stage.far.report(spec.attemptId, 'running')
  await waitFor(() => maskers(spec.attemptId)[0] ?? null, 'the masking')
  for (const masker of maskers(spec.attemptId)) process.kill(masker, 'SIGKILL')
  execFileSync('touch', [go()])
  const { outcome } = await stage.far.report(spec.attemptId, 'finished')
  expect(outcome).toMatchObject({ type: 'failed', message: expect.stringContaining('was killed') })
})

test('files of secrets of attempts that nobody knows any more are removed by the next worker', async () => {
  execFileSync('mkdir', ['-p', `${stage.home}/worker/secrets/forgotten-attempt`])
  execFileSync('sh', ['-c', `echo ${JSON.stringify(VALUE)} >'${stage.home}/worker/secrets/forgotten-attempt/PASSWORD'`])
  await stage.process()
  expect(secretFolders(stage)).toEqual([])
})

test('a retry gets the value that the secret has by then, and the attempt before is masked with its own', async () => {
  await stage.process()
  const first = bashSpec('echo "$OTHER"', { secrets: SECRETS })
  stage.far.start1(first)
  await stage.far.report(first.attemptId, 'finished')
  giveSecrets(stage, () => valuesOf('a-new-value'))
  const second = bashSpec('echo "$OTHER" correct-horse', { secrets: SECRETS })
  stage.far.start1(second)
  await stage.far.report(second.attemptId, 'finished')
  expect(await stage.far.log(first.attemptId)).toBe('***\n')
  expect(await stage.far.log(second.attemptId)).toBe('*** correct-horse\n')
})

test('no process of a command has a value on its command line, and only a variable puts one into its environment', async () => {
  await stage.process()
  const spec = bashSpec('cat "$PASSWORD_FILE"; sleep 100', { secrets: SECRETS.slice(0, 1) })
  stage.far.start1(spec)
  const { pid } = await stage.far.report(spec.attemptId, 'running')
  await stage.far.until(async () => (await stage.far.log(spec.attemptId)) === '***')
  const processes = execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' })
  expect(processes).not.toContain('correct-horse')
  const own = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  expect(own.filter((each) => environmentOf(each).includes('correct-horse'))).toEqual([])
  stage.far.stop1(spec.attemptId)
  await stage.far.report(spec.attemptId, 'finished')
  expect(isAlive(pid ?? 0)).toBe(false)
})
