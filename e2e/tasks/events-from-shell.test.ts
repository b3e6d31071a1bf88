import { readFileSync, writeFileSync } from 'node:fs'
import { connect, createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { AIFlowHome } from '../support/aiflow-home.ts'

/** Texts of keys and values, with what the command line makes of them. */
const PLAIN = [
  'v1',
  '',
  ' two  spaces ',
  `"quoted" 'too'`,
  'back\\slash \\n',
  'a\tb\nc\rd',
  '{"rows": 3}',
  '%s $HOME `x` *',
  'x'.repeat(100_000),
]
const UNUSUAL = ['Grüße', '😀', 'bell\u0007', '日本語 "quoted"']

let home: AIFlowHome
let silent: Server

beforeAll(async () => {
  home = new AIFlowHome()
  await home.start()
  await home.workerBack()
  // The server gets what is sent, and its answer is lost.
  silent = createServer((socket) => {
    const { hostname, port } = new URL(home.url)
    const behind = connect(Number(port), hostname)
    socket.pipe(behind)
    behind.once('data', () => socket.destroy())
  })
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
})

afterAll(async () => {
  silent.close()
  await home?.remove()
})

/** Runs a command as a task in which , and resolves with its log. */
async function logOf(name: string, command: string, env: Record<string, string> = {}): Promise<string> {
  writeFileSync(
    join(home.folder, `${name}.ts`),
    `import { BashOperator, Workflow } from '@aiflow/sdk'
export const flow = new Workflow({ name: '${name}' }, () => {
  new BashOperator({ name: 'send', command: ${JSON.stringify(command)}, env: ${JSON.stringify(env)} })
})
`,
  )
  await home.upload(`${name}.ts`)
  const { workflowExecutionId: id } = await home.client.workflows.startExecution('default', name)
  const ref = { workflowExecutionId: id, taskName: 'send', sequenceNumber: 1 }
  await expect
    .poll(async () => (await home.client.taskExecutions.get(ref)).outcome, { timeout: 60_000 })
    .toMatchObject({ type: 'success' })
  return home.must('task-execution', 'logs', String(id), 'send')
}

/** The program without the way to Node, which it takes the place of: it says so instead. */
function withoutNode(): string {
  const path = join(home.folder, 'aiflow')
  const text = readFileSync(join(home.folder, 'worker', 'bin', 'aiflow'), 'utf8')
  writeFileSync(path, text.replace(/^exec .*$/m, 'echo "left to Node: $*"'), { mode: 0o700 })
  return path
}

test('plain events of a task are sent without Node, as the command line would have read them', async () => {
  const env = Object.fromEntries(PLAIN.map((value, index) => [`V${index}`, value]))
  const sends = PLAIN.map((_, index) => `"$AIFLOW" event send plain "$V${index}"`)
  const log = await logOf('plain', [...sends, '"$AIFLOW" event send plain'].join('\n'), {
    ...env,
    AIFLOW: withoutNode(),
  })
  expect(log.split('\n').slice(0, -1)).toEqual(
    [...PLAIN, null].map(() => expect.stringMatching(/^Sent "plain" at offset \d+\.$/)),
  )
  const { items } = await home.client.events.list({ key: 'plain' })
  expect(items.map(({ value }) => value)).toEqual([...PLAIN, null])
  expect(items.every(({ workflowExecutionId }) => workflowExecutionId !== null)).toBe(true)
})

test.each([
  ['texts beyond ASCII', `event send key 'Grüße'`],
  ['options', 'event send key value --to namespace'],
  ['an option as the value', 'event send key -- value'],
  ['a key that is refused', `event send '' value`],
  ['other commands', 'event list'],
])('%s are left to the program', async (_, words) => {
  const log = await logOf('left', `"$AIFLOW" ${words}`, { AIFLOW: withoutNode() })
  expect(log).toMatch(/^left to Node: event /)
})

test('options and functions that a script exports change nothing', async () => {
  const script = `set -o errexit -o xtrace -o nounset; export SHELLOPTS
printf() { echo mine; }; read() { echo mine; }; export -f printf read
"$AIFLOW" event send exported value`
  const log = await logOf('exported', script, { AIFLOW: withoutNode() })
  expect(log).toMatch(/^Sent "exported" at offset \d+\.$/m)
  expect(log).not.toContain('Bearer')
})

test('unusual values arrive as they are', async () => {
  const env = Object.fromEntries(UNUSUAL.map((value, index) => [`V${index}`, value]))
  await logOf('unusual', UNUSUAL.map((_, index) => `aiflow event send unusual "$V${index}"`).join('\n'), env)
  const { items } = await home.client.events.list({ key: 'unusual' })
  expect(items.map(({ value }) => value)).toEqual(UNUSUAL)
})

test('what the server refuses is explained by the program', async () => {
  const log = await logOf('refused', 'aiflow event send aiflow/mine 2>&1 || true')
  expect(log).toContain('which only the system uses')
})

test('an event whose answer did not come is sent again by its idempotency key', async () => {
  const port = (silent.address() as { port: number }).port
  const text = readFileSync(join(home.folder, 'worker', 'bin', 'aiflow'), 'utf8')
  const path = join(home.folder, 'twice')
  // The first answer is lost: the program gets the real address only then.
  writeFileSync(path, text.replace(/^exec /m, 'echo "key $AIFLOW_SENT_EVENT"; AIFLOW_SERVER_FILE=$REAL exec '), {
    mode: 0o700,
  })
  const lost = join(home.folder, 'lost.json')
  writeFileSync(lost, JSON.stringify({ url: `http://127.0.0.1:${port}` }))
  const command = `export REAL=$AIFLOW_SERVER_FILE; AIFLOW_SERVER_FILE=${lost} ${path} event send lost value`
  expect(await logOf('lost', command)).toMatch(/^key [0-9a-f-]{36}\nSent "lost" at offset \d+\.\n$/)
  expect((await home.client.events.list({ key: 'lost' })).items).toHaveLength(1)
})
