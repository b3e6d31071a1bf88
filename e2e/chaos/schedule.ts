import { pickWeighted, seededRandom } from './random.ts'

/** What can happen to a home, and how often each does, in parts. */
const WEIGHTS = {
  killServer: 18,
  killServerThatStarts: 6,
  killWorker: 16,
  killServerAndWorker: 8,
  killAllWhileDown: 4,
  killShim: 10,
  killCommand: 12,
  killGroup: 8,
  killCodeChild: 12,
  killConditionChild: 8,
  killWithDaemon: 8,
  killDaemon: 3,
  stopServer: 3,
  freezeServer: 6,
  freezeWorker: 6,
  freezeBoth: 3,
  freezeAndKillServer: 3,
  freezeAndKillWorker: 3,
  freezeTask: 8,
  freezeShimOverWorkers: 5,
  damageWorker: 6,
  damageWorkerWhileDown: 5,
  damageServerWhileDown: 3,
  sendHostile: 24,
  startHeavy: 4,
  startByHand: 18,
  stopByHand: 8,
  pauseByHand: 10,
  resumeByHand: 8,
  flipSource: 8,
  actOnTask: 10,
  rerunByHand: 6,
  retryByHand: 8,
  startBackfill: 4,
} as const

const MAX_DELAY_MS = 60

export type ActionName = keyof typeof WEIGHTS

/** One action, which is determined by the seed. */
export interface ChaosAction {
  readonly name: ActionName
  /** The number of events that are acknowledged between the previous action and this one. */
  readonly afterEvents: number
  /** A delay after that, so that kills do not always hit the same moment. */
  readonly delayMs: number
  /** Selects one of the available targets: in [0, 1). */
  readonly pick: number
}

/** An endless list of actions. The same seed gives the same list. */
export function* scheduleOf(seed: number, spacing: number): Generator<ChaosAction, never> {
  const random = seededRandom(seed)
  for (;;) {
    yield {
      name: pickWeighted(random, WEIGHTS),
      afterEvents: Math.floor(random() * random() * spacing),
      delayMs: Math.floor(random() * MAX_DELAY_MS),
      pick: random(),
    }
  }
}
