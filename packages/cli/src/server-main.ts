import { AIFlowError, isAIFlowError } from '@aiflow/sdk'
import { Home } from './home/home.ts'
import type { DaemonMessage } from './server/daemon.ts'
import { runServer } from './server/run-server.ts'
import { readSettings } from './server/settings.ts'
import { WorkerKeeper } from './server/worker-keeper.ts'
import type { WorkerSettings } from './server/worker-process.ts'
import { VERSION } from './version.ts'

/* The process of a server that "aiflow server start -d" starts: <home> <host> <port> <worker settings as JSON>. */

const [home = '', host = '', port = '', worker = 'null'] = process.argv.slice(2)

function tell(message: DaemonMessage): void {
  // The program that started this server may be gone. Then only the log has the message.
  if (process.connected) process.send?.(message, () => process.disconnect?.())
}

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
