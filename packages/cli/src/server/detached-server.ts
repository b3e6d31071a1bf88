import { AIFlowError, isAIFlowError } from '@aiflow/sdk'
import { Home } from '../home/home.ts'
import { VERSION } from '../version.ts'
import type { DaemonMessage } from './daemon.ts'
import { runServer } from './run-server.ts'
import { readSettings } from './settings.ts'
import { WorkerKeeper } from './worker-keeper.ts'
import type { WorkerSettings } from './worker-process.ts'

/** The arguments of its process, all as text. */
export interface DetachedServerArguments {
  readonly home: string
  readonly host: string
  readonly port: string
  /** JSON of the settings of its worker, or of null. */
  readonly worker: string
}

/** Runs a server until a signal ends it, and tells the program that started it when it is ready, or why it is not. */
export async function runDetachedServer({ home, host, port, worker }: DetachedServerArguments): Promise<void> {
  try {
    const settings: WorkerSettings | null = JSON.parse(worker)
    const config = readSettings(new Home(home), { slots: settings?.slots })
    const server = await runServer({ home, host, port: Number(port), version: VERSION, config })
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void server.stop())
    const keeper =
      settings === null
        ? null
        : new WorkerKeeper({
            home: new Home(home),
            worker: { ...settings, logLevel: config.log.level },
            logger: server.logger,
          })
    await keeper?.start()
    tell({ type: 'ready', url: server.url })
    await server.finished
    keeper?.stop()
  } catch (error) {
    const failure = error instanceof Error ? error : new AIFlowError('INTERNAL', String(error))
    process.stderr.write(`${isAIFlowError(failure) ? failure.message : (failure.stack ?? failure.message)}\n`)
    tell({ type: 'failed', code: isAIFlowError(failure) ? failure.code : null, message: failure.message })
    process.exitCode = 1
  }
}

function tell(message: DaemonMessage): void {
  // The program that started this server may be gone. Then only the log has the message.
  if (process.connected) process.send?.(message, () => process.disconnect?.())
}
