import { mkdirSync } from 'node:fs'
import { AIFlowError, isAIFlowError } from '@aiflow/sdk'
import type { AIFlowClient } from '@aiflow/sdk/client'
import { counted } from '@aiflow/sdk/internal/text'
import type { Server } from '@aiflow/server'
import { Activity } from '../../dev/activity.ts'
import { Starts } from '../../dev/starts.ts'
import { Uploader } from '../../dev/uploader.ts'
import { endAsAsked, endingOf, messageOf } from '../../output/errors.ts'
import { namespaceOption } from '../../output/text/text.ts'
import { type GivenFiles, givenExternal, givenExtras, givenFiles, noteFound } from '../../project/given-files.ts'
import type { Start } from '../../project/project.ts'
import { workerConnected } from '../../server/connected-worker.ts'
import { ReadableLog } from '../../server/readable-log.ts'
import { runServer } from '../../server/run-server.ts'
import { readSettings } from '../../server/settings.ts'
import { stopAllExecutions } from '../../server/stop-everything.ts'
import { WorkerKeeper } from '../../server/worker-keeper.ts'
import type { Session } from '../../session.ts'
import { connect } from '../../settings/connection.ts'
import { VERSION } from '../../version.ts'
import { isAboutFile } from '../workflow/each-file.ts'
import { endWorker, refuseSecondServer, stopListener } from './server.ts'

export interface DevOptions {
  readonly files?: string[]
  readonly external?: string[]
  readonly port?: number
  readonly slots?: number
  /** Names of workflows; false for `--no-start`. */
  readonly start?: readonly string[] | false
}

/** Runs a server and a worker as long as the command runs, and uploads the files of a project at each save. */
export async function dev(session: Session, args: readonly string[], options: DevOptions): Promise<void> {
  const { home, printer, project, signal } = session
  const given = givenFiles(session, args)
  // Before anything is started, so that a typing error is the last thing to read.
  noteFound(session, await given.find())
  await refuseSecondServer(home)
  mkdirSync(home.folder, { recursive: true, mode: 0o700 })
  const config = readSettings(home, { ...options, projectPort: project?.port })
  // The events show what matters.
  const logger = new ReadableLog((line) => printer.note(line), printer.noteColors, 'warn')
  const server = await runServer({ home: home.folder, ...config.server, config, version: VERSION, logger })
  const keeper = new WorkerKeeper({ home, worker: { ...config.worker, logLevel: config.log.level }, logger })
  await keeper.start()
  const client = connect({ url: server.url, token: home.token() })
  printer.note(`The server is ready at ${server.url}. Each save is uploaded again; Ctrl-C stops everything.`)
  printer.note(`The web page: ${await pageLink(client, server.url)} (works once; later: aiflow open)`)
  if (config.server.mcp !== 'off') printer.note(`For assistants, with a token: ${server.url}/mcp`)
  noteOtherServer(session)
  const activity = new Activity(client, printer, signal).show()
  // The first upload may need something that only a worker knows.
  await workerConnected(client, signal)
  const uploader = await followFiles(session, client, { given, options })
  await Promise.race([aborted(signal), server.finished])
  uploader.stop()
  await activity
  await stopEverything(session, { server, keeper, client })
  endAsAsked(signal)
}

async function followFiles(
  session: Session,
  client: AIFlowClient,
  { given, options }: { readonly given: GivenFiles; readonly options: DevOptions },
): Promise<Uploader> {
  const { printer, project, folder } = session
  const say = (message: string) => printer.note(message)
  const complain = (error: unknown) => printer.note(endingOf(error, printer.noteColors, false).message ?? '')
  const starts = new Starts({
    client,
    starts: wantedStarts(session, options.start),
    namespace: session.namespace,
    say,
    complain,
  })
  const uploader = new Uploader({
    client,
    given,
    extras: givenExtras(session, options.files),
    external: givenExternal(session, options.external),
    folder: project?.folder ?? folder,
    say,
    complain: (error, file) => {
      complain(file === '' || uploader.fileCount < 2 ? error : withFile(error, file))
      if (isAboutFile(error)) say('Nothing was uploaded.')
    },
    onUploaded: (workflows) => starts.onUploaded(workflows),
  })
  await uploader.start()
  starts.noteMissing(uploader.workflows)
  say(summaryOf(uploader))
  return uploader
}

function withFile(error: unknown, file: string): unknown {
  if (!isAIFlowError(error)) return error
  return new AIFlowError(error.code, `${file}: ${messageOf(error)}`, { details: error.details, cause: error })
}

function wantedStarts({ project }: Session, option: DevOptions['start']): readonly Start[] {
  if (option === false) return []
  if (option === undefined) return project?.start ?? []
  return [...new Set(option)].map((workflow) => ({ workflow, namespace: null, parameters: {} }))
}

function summaryOf({ workflows, fileCount }: Uploader): string {
  const [first, ...others] = workflows
  const what = `Following ${counted(fileCount, 'file')} with ${counted(workflows.length, 'workflow')}.`
  if (first === undefined) return what
  const { name, namespace } = others.length === 0 ? first : { name: 'NAME', namespace: 'default' }
  return `${what} Start one: aiflow start ${name}${namespaceOption(namespace)}`
}

/** Other commands in this project would go elsewhere. */
function noteOtherServer({ projectServer, home, printer }: Session): void {
  if (projectServer === null) return
  printer.note(
    `Other commands of this project use the server "${projectServer}". For this one, add --home ${home.folder}`,
  )
}

async function pageLink(client: AIFlowClient, url: string): Promise<string> {
  return new URL((await client.session.createLink()).path, url).href
}

/** The signal of the command has been used. A second Ctrl-C ends the program at once. */
async function stopEverything(
  { home, printer }: Session,
  { server, keeper, client }: { readonly server: Server; readonly keeper: WorkerKeeper; readonly client: AIFlowClient },
): Promise<void> {
  const patience = new AbortController().signal
  await stopAllExecutions(client, stopListener(printer), patience)
  await client.server.stop({ tasks: true })
  await server.finished
  keeper.stop()
  await endWorker(home, keeper.pid, patience)
  printer.note('The server, its worker and all tasks have stopped.')
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
