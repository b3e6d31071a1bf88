import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AttemptSpec } from '@aiflow/sdk/internal/worker-protocol'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bundle } from '../support/bundle.ts'
import { bashSpec, codeSpec, SNAPSHOT } from '../support/specs.ts'
import { Stage } from '../support/stage.ts'

const BUNDLE = bundle(`
  import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
  import { FunctionOperator, Workflow } from '@aiflow/sdk'
  const left = (path) => existsSync(path) ? readFileSync(path, 'utf8') : null
  const leave = (path) => { const before = left(path); writeFileSync(path, 'left'); return before }
  export const flow = new Workflow({ name: 'flow' }, () => {
    new FunctionOperator({ name: 'own', run: async (context) => [await context.folder(), leave((await context.folder()) + '/model.json')] })
    new FunctionOperator({ name: 'current', run: () => leave('model.json') })
    new FunctionOperator({ name: 'files', run: ({ files }) => [left(files + '/data/hello.txt'), files === process.env.AIFLOW_FILES] })
    new FunctionOperator({ name: 'nothing', run: () => null })
  })
`)

let stage: Stage

beforeEach(async () => {
  stage = await Stage.create(BUNDLE)
  stage.far.files.set(SNAPSHOT, [
    { path: 'data/hello.txt', contentBase64: Buffer.from('hello').toString('base64') },
    { path: 'model.json', contentBase64: Buffer.from('first').toString('base64') },
  ])
  await stage.worker()
})

afterEach(() => stage.end())

async function run(spec: AttemptSpec) {
  stage.far.start1(spec)
  const { outcome } = await stage.far.report(spec.attemptId, 'finished')
  return outcome.type === 'success' ? outcome.output : outcome
}

async function logOf(command: string): Promise<string> {
  const spec = bashSpec(command)
  await run(spec)
  return stage.far.log(spec.attemptId)
}

function ownFolders(): string[] {
  return readdirSync(join(stage.home, 'worker', 'folders'))
}

test('a command has an empty folder of its own', async () => {
  const look = 'test "$PWD" = "$AIFLOW_FOLDER" && ls -A && echo mine > model.json'
  expect([await logOf(look), await logOf(look)]).toEqual(['', ''])
})

test('two commands that run at once do not see the files of each other', async () => {
  const meet = (mine: string, other: string) => {
    const place = join(stage.home, 'meeting')
    return `mkdir -p ${place}; echo ${mine} >model.json; touch ${place}/${mine}
      until test -e ${place}/${other}; do sleep 0.01; done; cat model.json`
  }
  const logs = await Promise.all([logOf(meet('one', 'two')), logOf(meet('two', 'one'))])
  expect(logs).toEqual(['one\n', 'two\n'])
})

test('code gets a folder of its own when it asks for one, and none before', async () => {
  await run(codeSpec('nothing'))
  expect(ownFolders()).toEqual([])
  const spec = codeSpec('own')
  const path = join(stage.home, 'worker', 'folders', spec.attemptId, 'work')
  expect([await run(spec), await run(codeSpec('own'))]).toEqual([
    [path, null],
    [expect.any(String), null],
  ])
})

test('what code leaves in its current folder is not there for the next', async () => {
  expect([await run(codeSpec('current')), await run(codeSpec('current'))]).toEqual([null, null])
})

test('code finds the extra files', async () => {
  expect(await run(codeSpec('files'))).toEqual(['hello', true])
})

const FORCE = 'chmod -R u+w "$AIFLOW_FILES"/..; cd "$AIFLOW_FILES"; '

test.each([
  ['writes over an extra file', 'echo changed >model.json'],
  [
    'keeps size and time of what it writes over',
    'touch -r model.json t; printf FIRST >model.json; touch -r t model.json; rm t',
  ],
  ['adds a file', 'echo x >more.json; mkdir -p data/deep/er; echo y >data/deep/er/z; ln -s /etc link'],
  ['removes an extra file', 'rm -rf data'],
  [
    'puts a link in the place of an extra file',
    `echo changed >"$AIFLOW_FOLDER/m"; ln -sf "$AIFLOW_FOLDER/m" model.json`,
  ],
  ['puts a folder in the place of an extra file', 'rm model.json; mkdir model.json; echo x >model.json/x'],
  ['puts a file in the place of a folder', 'rm -r data; echo x >data'],
  [
    'puts a link in the place of all',
    'cd ..; mv files "$AIFLOW_FOLDER"; ln -s "$AIFLOW_FOLDER/files" files; echo x >files/x',
  ],
  ['removes all', 'rm -rf "$AIFLOW_FILES"'],
  ['removes the snapshot', 'cd /; rm -rf "$AIFLOW_FILES/.."'],
])('a task that %s changes nothing for later ones', async (_what, command) => {
  const look = 'cd "$AIFLOW_FILES"; find -H . | sort; cat data/hello.txt model.json'
  const before = await logOf(look)
  expect(before).toBe('.\n./data\n./data/hello.txt\n./model.json\nhellofirst')
  await run(bashSpec(FORCE + command))
  expect(await logOf(look)).toBe(before)
  await run(bashSpec(FORCE + command))
  expect(await run(codeSpec('files'))).toEqual(['hello', true])
})

test('the target of a link that a task left is not touched', async () => {
  const precious = 'mkdir -p "$AIFLOW_SERVER_FILE.d"; echo 1 >"$AIFLOW_SERVER_FILE.d/x"; '
  await run(
    bashSpec(
      `${FORCE}${precious}ln -s "$AIFLOW_SERVER_FILE.d" .; cd ..; mv files old; ln -s "$AIFLOW_SERVER_FILE.d" files`,
    ),
  )
  await run(bashSpec(':'))
  expect(existsSync(join(stage.home, 'server.json.d', 'x'))).toBe(true)
})

test.each([
  ['writes over', 'echo "throw 1" >>bundle.mjs'],
  ['empties', ': >bundle.mjs'],
  ['removes', 'rm bundle.mjs'],
])('a task that %s the bundle changes nothing for later ones', async (_what, command) => {
  await run(bashSpec(`${FORCE} cd ..; ${command}`))
  expect(await run(codeSpec('files'))).toEqual(['hello', true])
})

test('the next worker also finds changes that a task made to a snapshot', async () => {
  await run(bashSpec(`${FORCE} echo changed >model.json; echo "throw 1" >>../bundle.mjs`))
  await stage.workers.pop()?.stop()
  await stage.worker()
  expect(await logOf('cat "$AIFLOW_FILES/model.json"')).toBe('first')
  expect(await run(codeSpec('files'))).toEqual(['hello', true])
})

test('the folder of an attempt goes after its success, and stays after a failure', async () => {
  const failed = bashSpec('echo x >why; exit 1')
  await run(failed)
  await run(codeSpec('own'))
  await run(bashSpec('echo x >model.json; mkdir -p a/b; chmod 500 a'))
  await stage.far.until(() => ownFolders().length === 1)
  expect(readdirSync(join(stage.home, 'worker', 'folders', failed.attemptId, 'work'))).toEqual(['why'])
})

test('a folder is not removed while a process of its attempt lives', async () => {
  await stage.workers.pop()?.stop()
  await stage.worker({ cgroups: false })
  const stray = 'trap "" TERM; touch ready; sleep 5; ls -d "$AIFLOW_FOLDER" >"$AIFLOW_SERVER_FILE.seen"'
  await run(bashSpec(`setsid bash -c '${stray}' & until test -e ready; do sleep 0.01; done`))
  await stage.far.until(() => ownFolders().length === 0)
  expect(readFileSync(join(stage.home, 'server.json.seen'), 'utf8')).toContain('/folders/')
})
