import { mkdirSync } from 'node:fs'
import { AIFlowError } from '@aiflow/sdk'
import type { ServerInfo } from '@aiflow/sdk/client'
import { MAX_WORKER_SLOTS } from '@aiflow/sdk/internal/limits'
import { counted } from '@aiflow/sdk/internal/text'
import type { Command } from 'commander'
import type { Home } from '../../home/home.ts'
import { waitUntilGone } from '../../home/processes.ts'
import { endAsAsked } from '../../output/errors.ts'
import { showDuration, showTime } from '../../output/text/time.ts'
import { workerConnected } from '../../server/connected-worker.ts'
import { startDaemon } from '../../server/daemon.ts'
import { ReadableLog } from '../../server/readable-log.ts'
import { tellReady } from '../../server/service-manager.ts'
import { requireAnswer } from '../../server/silent-server.ts'
import { type StopListener, stopAllExecutions } from '../../server/stop-everything.ts'
import { WorkerKeeper } from '../../server/worker-keeper.ts'
import { ensureWorker, livingWorker } from '../../server/worker-process.ts'
import type { OpenSession, Session } from '../../session.ts'
import { environmentVariables } from '../../settings/config.ts'
import { connect } from '../../settings/connection.ts'
import { VERSION } from '../../version.ts'
import { wholeNumber } from '../arguments/arguments.ts'
import { silenceRemark, WORKER_COLUMNS } from './worker.ts'

const CONNECT_LIMIT_MS = 5000
const SERVER_LEAVE_MS = 30_000
const WORKER_LEAVE_MS = 15_000

export interface StartOptions {
  readonly daemon?: boolean
  readonly host?: string
  readonly port?: number
  readonly slots?: number
  readonly worker: boolean
}

type WorkerInfo = ServerInfo['workers'][number]

export function addServerCommands(group: Command, open: OpenSession): void {
  addStartCommand(group, 'Start the server and its worker').action((options: StartOptions, command: Command) =>
    start(open(command), options),
  )
  addStopCommand(group, 'Stop the server; running tasks continue, and the next server takes over').action(
    (options: { all?: boolean }, command: Command) => stop(open(command), options.all === true),
  )
  group
    .command('status')
    .description('Show whether the server is running, and what it is doing')
    .action((_options: object, command: Command) => status(open(command)))
}

export function addStartCommand(group: Command, description: string): Command {
  return group
    .command('start')
    .description(description)
    .option('-d, --daemon', 'Run in the background; return when it is ready')
    .option('--host <address>', 'Address of the server (default: 127.0.0.1)')
    .option('--port <number>', 'Port of the server; 0 takes any free port (default: 8000)', wholeNumber(0, 65_535))
    .option('--slots <count>', 'Maximum number of tasks that the worker runs at once', wholeNumber(1, MAX_WORKER_SLOTS))
    .option('--no-worker', 'Start no worker on this machine')
}

export function addStopCommand(group: Command, description: string): Command {
  return group
    .command('stop')
    .description(description)
    .option('--all', 'Stop all workflow executions, their tasks and the worker too')
}

export async function start(session: Session, options: StartOptions): Promise<void> {
  const { home } = session
  await refuseSecondServer(home)
  mkdirSync(home.folder, { recursive: true, mode: 0o700 })
  return options.daemon ? startDetached(session, options) : startHere(session, options)
}

export async function refuseSecondServer(home: Home): Promise<void> {
  const running = home.runningServer()
  if (running === null) return
  await requireAnswer(running)
  const text = `A server is already running for the home "${home.folder}", at ${running.url} (process ${running.pid}). Stop it with "aiflow server stop".`
  throw new AIFlowError('ALREADY_EXISTS', text, { details: { ...running } })
}

async function startDetached(session: Session, options: StartOptions): Promise<void> {
  const { home, printer, project, signal } = session
  const { readSettings } = await import('../../server/settings.ts')
  const { server, worker } = readSettings(home, { ...options, projectPort: project?.port })
  const { url, pid } = await startDaemon({ home, ...server, worker: options.worker ? worker : null })
  if (options.worker && !(await workerConnected(connect({ url, token: home.token() }), signal, CONNECT_LIMIT_MS))) {
    printer.note(`Its worker is not connected yet, so tasks wait. See "${home.logFolder}/worker.log".`)
  }
  const next = 'Web page: aiflow open. Upload a workflow: aiflow workflow upload FILE. Stop it: aiflow server stop'
  await printer.done(
    `The server is ready at ${url} (process ${pid}, home "${home.folder}").\n${next}`,
    { url, pid },
    url,
  )
}

async function startHere({ home, printer, project, signal }: Session, options: StartOptions): Promise<void> {
  const { readSettings } = await import('../../server/settings.ts')
  const config = readSettings(home, { ...options, projectPort: project?.port })
  const { runServer } = await import('../../server/run-server.ts')
  // Other formats are for programs, which get the structured log of the server.
  const isForPeople = printer.format === 'table'
  const log = isForPeople
    ? { logger: new ReadableLog((line) => printer.note(line), printer.noteColors, config.log.level) }
    : {}
  const server = await runServer({ home: home.folder, ...config.server, config, version: VERSION, ...log })
  signal.addEventListener('abort', () => void server.stop(), { once: true })
  if (signal.aborted) void server.stop()
  const worker = { ...config.worker, logLevel: config.log.level }
  const keeper = options.worker ? new WorkerKeeper({ home, worker, logger: server.logger }) : null
  await keeper?.start()
  const unheard = await tellReady(server.url, environmentVariables())
  if (unheard !== null) printer.note(unheard)
  if (isForPeople) {
    printer.note(
      'Web page: aiflow open. Upload a workflow: aiflow workflow upload FILE. Ctrl-C stops the server; tasks continue.',
    )
  }
  await server.finished
  keeper?.stop()
  if (isForPeople && keeper !== null)
    printer.note(`The worker (process ${keeper.pid}) continues with its tasks. Without tasks it ends after 10 minutes.`)
  endAsAsked(signal)
}

export async function stop(session: Session, isAll: boolean): Promise<void> {
  const { home, printer } = session
  const server = home.requireServer()
  const { pid } = server
  await requireAnswer(server)
  const client = await session.homeClient()
  // Without a worker nobody could stop the tasks that an earlier one left behind.
  const worker = isAll ? await ensureWorker(home) : null
  if (isAll) {
    await stopAllExecutions(client, stopListener(printer), session.signal)
  }
  const { aliveTasks } = await client.server.stop({ tasks: isAll })
  if (!(await waitUntilGone(pid, SERVER_LEAVE_MS, session.signal))) {
    throw new AIFlowError(
      'TIMEOUT',
      `The server (process ${pid}) did not stop in time. See "${home.logFolder}/server.log", or end it with "kill ${pid}".`,
    )
  }
  if (worker !== null) await endWorker(home, worker, session.signal)
  await printer.done(stoppedText(isAll, aliveTasks), { stopped: true, aliveTasks }, String(aliveTasks))
}

/** `told` is the process id of a worker that the server has told to leave. It gives back its lock before it has gone. */
export async function endWorker(home: Home, told: number, signal: AbortSignal): Promise<void> {
  await waitUntilGone(told, WORKER_LEAVE_MS, signal)
  const pid = livingWorker(home)
  if (pid === null || (await waitUntilGone(pid, WORKER_LEAVE_MS, signal))) return
  process.kill(pid, 'SIGTERM')
  if (await waitUntilGone(pid, WORKER_LEAVE_MS, signal)) return
  throw new AIFlowError(
    'TIMEOUT',
    `The worker (process ${pid}) did not end in time. See "${home.logFolder}/worker.log", or end it with "kill ${pid}".`,
  )
}

/** Prints what is left while everything is stopped. */
export function stopListener(printer: Session['printer']): StopListener {
  return {
    onProgress: ({ aliveExecutions, aliveTasks }) => {
      const left = `${counted(aliveExecutions, 'workflow execution')}, ${counted(aliveTasks, 'task')}`
      printer.note(`Stopping: ${left} still active …`)
    },
    onPaused: (ids) => {
      const which = ids.length === 1 ? `Backfill ${ids[0]} is` : `Backfills ${ids.join(', ')} are`
      const commands = ids.map((id) => `aiflow backfill resume ${id}`)
      printer.note(`${which} paused. Continue later with: ${commands.join(' && ')}`)
    },
  }
}

function stoppedText(isAll: boolean, aliveTasks: number): string {
  if (isAll) return 'The server, its worker and all tasks have stopped.'
  if (aliveTasks === 0) return 'The server has stopped. No task is running.'
  return `The server has stopped. ${counted(aliveTasks, 'task is', 'tasks are')} still running, and the next server takes over.\nTo stop everything: aiflow server start -d && aiflow server stop --all`
}

async function status(session: Session): Promise<void> {
  const { home, printer } = session
  const server = home.requireServer()
  const { url } = server
  await requireAnswer(server)
  const info = await (await session.homeClient()).server.info()
  const fields: [string, string][] = [
    ['Server', url],
    ['Version', info.version],
    ['Process', String(info.pid)],
    ['Home', home.folder],
    ['Up since', `${showTime(info.startTime)} (${showDuration(Date.now() - info.startTime)})`],
    ['Events', String(info.lastOffset)],
    ...storeFields(info),
    ...clockField(info),
    ...unreadableField(info),
    ...(info.deadLetters === undefined || info.deadLetters === 0
      ? []
      : [['Dead letters', `${info.deadLetters}: aiflow dead-letter list`] as [string, string]]),
    ['Active', `${counted(info.aliveExecutions, 'workflow execution')}, ${counted(info.aliveTasks, 'task')}`],
  ]
  const { tableLines } = await import('../../output/printing/table.ts')
  const none = [`None is connected, so tasks wait. See "${home.logFolder}/worker.log".`]
  const layout = { ...printer.layout, width: printer.layout.width - 2 }
  const lines = info.workers.length === 0 ? none : tableLines(info.workers, WORKER_COLUMNS, layout)
  lines.push(
    ...info.workers.flatMap((worker) => [silenceRemark(worker) ?? [], versionRemark(worker, info.version)].flat()),
  )
  await printer.details({ ...info, url, home: home.folder }, { fields, sections: [{ title: 'Workers', lines }] })
}

function storeFields({ storeFault, readFault }: ServerInfo): [string, string][] {
  const fields: [string, string][] = []
  if (storeFault) fields.push(['Store', `cannot be written since ${showTime(storeFault.since)}: ${storeFault.message}`])
  if (readFault) fields.push(['Reads', `have failed since ${showTime(readFault.since)}: ${readFault.message}`])
  return fields
}

function clockField({ clockBehindUntil }: ServerInfo): [string, string][] {
  if (typeof clockBehindUntil !== 'number') return []
  return [['Clock', `behind the newest event: no schedule fires before ${showTime(clockBehindUntil)}`]]
}

/** The log of the server has each of them, too. */
function unreadableField({ unreadable = [] }: ServerInfo): [string, string][] {
  return unreadable.map(({ table, key, reason }) => ['Unreadable', `"${key}" of "${table}": ${reason}`])
}

/** A worker of another version works with what it knows, or is refused. */
function versionRemark({ id, pid, version, refused, lacks = [] }: WorkerInfo, serverVersion: string): string[] {
  if (refused !== undefined) return [`Worker "${id}" was refused: ${refused}`]
  if (version === serverVersion || version === '') return []
  const exchange = `To replace it, run "kill ${pid}" on its machine: its tasks continue`
  const without = lacks.length === 0 ? ['lacks the newer features'] : lacks
  return [`Worker "${id}" is a worker of version ${version}: it ${without.join('; ')}. ${exchange}.`]
}
