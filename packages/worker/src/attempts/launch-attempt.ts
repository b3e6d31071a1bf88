import type { AttemptSpec } from '@aiflow/sdk/internal/worker-protocol'
import type { AttemptFiles } from '../journal/attempt-files.ts'
import { ChangedBundle } from '../link/changed-bundle.ts'
import type { AttemptSurroundings } from './attempt-surroundings.ts'
import type { Launch, MetricsSample } from './launcher.ts'

/** A changed bundle is fetched again. After this many changed bundles in a row, the attempt fails. */
const MAX_BUNDLES = 3

interface LaunchOptions {
  readonly spec: AttemptSpec
  readonly storeId: string
  readonly files: AttemptFiles
  readonly around: AttemptSurroundings
  /** Whether it is certain that nothing of the attempt was started before. */
  readonly fresh: boolean
  /** Aborted when the attempt is no longer wanted. */
  readonly signal: AbortSignal
  handsOver(): void
  tookBack(): void
  takeMetrics(sample: MetricsSample): void
}

/** Fetches what an attempt needs into its folder, then starts it. */
export async function launchAttempt(options: LaunchOptions): Promise<Launch> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await launchOnce({ ...options, fresh: options.fresh && tries === 1 })
    } catch (error) {
      if (!(error instanceof ChangedBundle) || tries === MAX_BUNDLES) throw error
      options.around.warn(error, options.spec.attemptId)
    }
  }
}

async function launchOnce({ spec, storeId, files, around, signal, ...options }: LaunchOptions): Promise<Launch> {
  const snapshot = await around.snapshot(spec, signal)
  const complete = await around.complete(spec, files.folder, signal)
  const secrets = await around.secrets.fetch(spec, signal)
  // If it was stopped meanwhile, its folder may be gone after its end was reported. A start would find no tombstone.
  signal.throwIfAborted()
  return around.launcher(spec).launch({
    ...options,
    files,
    folder: files.folder,
    record: { storeId, spec },
    spec: complete,
    snapshot,
    serverUrl: around.serverUrl(),
    secrets,
    signal,
  })
}
