import { isAIFlowError } from '@aiflow/sdk/internal/errors'
import { collectStartGarbage } from '@aiflow/sdk/internal/process'
import { readConfig } from './config.ts'
import { Worker } from './worker.ts'

/** `node worker.js --home <dir> [--server URL] [--token-file F] [--slots N] [--pass-env NAME,NAME] [--log-level LEVEL]` */
async function main(): Promise<void> {
  // biome-ignore lint/style/noProcessEnv: the one place that reads it, for config.ts
  const worker = new Worker(readConfig(process.argv.slice(2), process.env))
  await worker.start()
  collectStartGarbage()
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void worker.stop())
  await worker.left
}

try {
  await main()
  process.exit(0)
} catch (error) {
  if (!isAIFlowError(error)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exit(error.code === 'INVALID_ARGUMENT' ? 2 : 1)
}
