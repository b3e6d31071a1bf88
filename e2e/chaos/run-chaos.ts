import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { waitUntil } from '../support/wait-for.ts'
import { Actions } from './actions.ts'
import { audit } from './audit/audit.ts'
import type { Fault } from './audit/fault.ts'
import { ByHand } from './by-hand.ts'
import { ChaosHome } from './chaos-home.ts'
import { type Evidence, gatherEvidence } from './evidence.ts'
import { Hostile } from './hostile.ts'
import { Ledger } from './ledger.ts'
import { comeToRest } from './rest.ts'
import { type ChaosAction, scheduleOf } from './schedule.ts'
import { Traffic } from './traffic.ts'
import { POOL } from './workflows/pool.ts'

const WORKFLOWS = fileURLToPath(new URL('workflows/all.ts', import.meta.url))
const STARTED_BY_HAND = ['counting', 'counting', 'joined', 'streams', 'outside', 'outside', 'late']
const SPACING = 100
const STANDSTILL_MS = 90_000
const REST_LIMIT_MS = 120_000

export interface ChaosOptions {
  readonly seed: number
  /** The run ends after these minutes or after the number of kills, whichever comes first. */
  readonly minutes: number
  readonly kills: number
  readonly eventsPerSecond?: number
  /** How long each step on the way to rest may take; two minutes by default. */
  readonly restLimitMs?: number
  /** Actions to use instead of those of the seed. */
  readonly actions?: Iterable<ChaosAction>
  readonly program?: string | undefined
  readonly folder?: string | undefined
}

export interface ChaosResult {
  readonly folder: string
  readonly faults: readonly Fault[]
  readonly kills: ReadonlyMap<string, number>
  /** Processes that were frozen for a while. */
  readonly freezes: number
  /** Files that were damaged. */
  readonly damages: number
  /** The number of hostile requests that were answered. */
  readonly hostile: number
  readonly evidence: Evidence
  readonly seconds: number
}

/** Runs everything under kills, brings it to rest, and audits what is left. The home stays. */
export async function runChaos(options: ChaosOptions): Promise<ChaosResult> {
  const chaos = new ChaosHome({ program: options.program, folder: options.folder })
  try {
    await chaos.daemons.start(chaos.home.folder)
    return await runAt(chaos, options)
  } finally {
    chaos.daemons.close()
  }
}

async function runAt(chaos: ChaosHome, options: ChaosOptions): Promise<ChaosResult> {
  const begunAt = performance.now()
  const ledger = new Ledger()
  const byHand = new ByHand(chaos, ledger)
  const hostile = new Hostile(chaos, ledger)
  const actions = new Actions({ chaos, byHand, hostile })
  const { seed, eventsPerSecond = 25 } = options
  const traffic = new Traffic({ client: chaos.patient, ledger, seed, eventsPerSecond })
  await chaos.startServer()
  await chaos.patient.pools.set('default', POOL.name, POOL.slots)
  await chaos.home.upload(WORKFLOWS)
  for (const workflow of STARTED_BY_HAND) await byHand.start(workflow)
  await waitUntil('the first daemon', () => chaos.daemons.alive().length > 0, STANDSTILL_MS)
  traffic.start()
  const faults = await driveToEnd(options, { chaos, ledger, actions })
  if (!chaos.hasServer()) await chaos.startServer()
  await Promise.all([traffic.stop(), byHand.answered()])
  faults.push(...(await comeToRest(chaos, byHand, options.restLimitMs ?? REST_LIMIT_MS)))
  const evidence = gatherEvidence(chaos, ledger)
  return {
    folder: chaos.home.folder,
    faults: [...faults, ...audit(evidence)],
    kills: actions.kills,
    freezes: actions.freezes,
    damages: actions.damages,
    hostile: hostile.answered,
    evidence,
    seconds: (performance.now() - begunAt) / 1000,
  }
}

interface Cast {
  readonly chaos: ChaosHome
  readonly ledger: Ledger
  readonly actions: Actions
}

/** A home in which nothing continues is a fault, too, and the audit describes its state. */
async function driveToEnd(options: ChaosOptions, cast: Cast): Promise<Fault[]> {
  try {
    await drive(options, cast)
    return []
  } catch (error) {
    return [{ audit: 'progress', message: error instanceof Error ? error.message : String(error) }]
  }
}

async function drive(options: ChaosOptions, { chaos, ledger, actions }: Cast): Promise<void> {
  const deadline = performance.now() + options.minutes * 60_000
  let due = 0
  for (const action of options.actions ?? scheduleOf(options.seed, SPACING)) {
    due = Math.max(due, ledger.events.length) + action.afterEvents
    await waitUntil(`${due} acknowledged events`, () => ledger.events.length >= due, STANDSTILL_MS)
    await delay(action.delayMs)
    await actions.carryOut(action)
    chaos.note(`${actions.killed} killed, ${ledger.events.length} events`)
    if (actions.killed >= options.kills || performance.now() >= deadline) return
  }
}
