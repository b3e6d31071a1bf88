import { mkdirSync } from 'node:fs'
import type { AIFlowClient } from '@aiflow/sdk/client'
import type { Server } from '@aiflow/server'
import { Activity } from '../../dev/activity.ts'
import { Uploader } from '../../dev/uploader.ts'
import { endAsAsked, endingOf } from '../../output/errors.ts'
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
  readonly port?: number
  readonly slots?: number
}

/** Runs a server and a worker as long as the command runs, and uploads the file at each save. */
export async function dev(session: Session, path: string, options: DevOptions): Promise<void> {
  const { home, printer, signal } = session
  await refuseSecondServer(home)
  mkdirSync(home.folder, { recursive: true, mode: 0o700 })
  const config = readSettings(home, options)
  // The events show what matters.
  const logger = new ReadableLog((line) => printer.note(line), printer.noteColors, 'warn')
  const server = await runServer({ home: home.folder, ...config.server, config, version: VERSION, logger })
  const keeper = new WorkerKeeper({ home, worker: { ...config.worker, logLevel: config.log.level }, logger })
  await keeper.start()
  const client = connect({ url: server.url, token: home.token() })
  printer.note(`The server is ready at ${server.url}. Save "${path}" to upload it again; Ctrl-C stops everything.`)
  printer.note(`The web page: ${await pageLink(client, server.url)} (works once; later: aiflow open)`)
  const activity = new Activity(client, printer, signal).show()
  const uploader = new Uploader({
    client,
    file: { path, extraPaths: options.files ?? [], folder: session.folder },
    say: (message) => printer.note(message),
    complain: (error) => {
      printer.note(endingOf(error, printer.noteColors, false).message ?? '')
      if (isAboutFile(error)) printer.note('Nothing was uploaded.')
    },
  })
  // The first upload may need something that only a worker knows.
  await workerConnected(client, signal)
  await uploader.start()
  await Promise.race([aborted(signal), server.finished])
  uploader.stop()
  await activity
  await stopEverything(session, server, client)
  keeper.stop()
  endAsAsked(signal)
}

async function pageLink(client: AIFlowClient, url: string): Promise<string> {
  return new URL((await client.session.createLink()).path, url).href
}

/** The signal of the command has been used. A second Ctrl-C ends the program at once. */
async function stopEverything({ home, printer }: Session, server: Server, client: AIFlowClient): Promise<void> {
  const patience = new AbortController().signal
  await stopAllExecutions(client, stopListener(printer), patience)
  await client.server.stop({ tasks: true })
  await server.finished
  await endWorker(home, patience)
  printer.note('The server, its worker and all tasks have stopped.')
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
