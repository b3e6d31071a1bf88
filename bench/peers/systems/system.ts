import { ratePerSecond } from '../../stage/load.ts'

export type WorkflowName = 'chain-of-3' | 'chain-of-40'

/** One system under measurement. */
export interface System {
  /** Runs a workflow from its start to its end, as a caller sees both. */
  call(workflow: WorkflowName): Promise<void>
  close(): Promise<void>
}

export interface RoundRequest {
  readonly workflow: WorkflowName
  readonly count: number
  readonly inFlight: number
}

export type ToSystem = RoundRequest | 'close'

export type FromSystem =
  | { readonly type: 'ready' }
  /** `times`: of each workflow, in ms. `rate`: workflows per second. */
  | { readonly type: 'round'; readonly times: readonly number[]; readonly rate: number }
  | { readonly type: 'failed'; readonly reason: string }

/** Serves one system in this process: starts it, then does rounds as the parent says. */
export async function serve(start: () => Promise<System>): Promise<void> {
  let system: System | null = null
  process.once('disconnect', () => (system === null ? process.exit(1) : void leave(system)))
  try {
    const started = await start()
    system = started
    process.on('message', (message: ToSystem) => void obey(started, message))
    tell({ type: 'ready' })
  } catch (error) {
    tell({ type: 'failed', reason: describe(error) })
    process.disconnect()
  }
}

async function obey(system: System, message: ToSystem): Promise<void> {
  if (message === 'close') return leave(system)
  try {
    tell(await round(system, message))
  } catch (error) {
    tell({ type: 'failed', reason: describe(error) })
  }
}

async function round(system: System, { workflow, count, inFlight }: RoundRequest): Promise<FromSystem> {
  const times: number[] = []
  const rate = await ratePerSecond(count, inFlight, async () => {
    const before = performance.now()
    await system.call(workflow)
    times.push(performance.now() - before)
  })
  return { type: 'round', times, rate }
}

async function leave(system: System): Promise<void> {
  await system.close()
  process.exit(0)
}

function tell(message: FromSystem): void {
  process.send?.(message)
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
