import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { AIFlowHome } from '../support/aiflow-home.ts'
import { MUTATIONS, type Mutation } from './mutants/mutations.ts'
import { runChaos } from './run-chaos.ts'
import type { ChaosAction } from './schedule.ts'

const BUILD_MUTANT = fileURLToPath(new URL('mutants/build-mutant.mjs', import.meta.url))
const SPACING = 40
const LIMIT_MS = 600_000

let home: AIFlowHome

beforeEach(() => {
  home = new AIFlowHome()
})

afterEach(() => home.remove())

/** A build that breaks a promise: the audit has to see it, or a run without faults means nothing. */
it.each(MUTATIONS)('the audit finds that $name', { timeout: LIMIT_MS }, async (mutation) => {
  const program = await buildMutant(mutation)
  const { faults } = await runChaos({
    seed: 1,
    minutes: 1,
    kills: Number.POSITIVE_INFINITY,
    eventsPerSecond: 60,
    restLimitMs: 5000,
    actions: actionsOf(mutation),
    program,
    folder: home.folder,
  })
  expect(faults.map(({ audit, message }) => `${audit}: ${message}`)).toContainEqual(
    expect.stringMatching(mutation.caughtBy),
  )
})

async function buildMutant(mutation: Mutation): Promise<string> {
  const { name, edits } = mutation
  const { stdout } = await promisify(execFile)(process.execPath, [BUILD_MUTANT, JSON.stringify({ name, edits })])
  return stdout.trim()
}

function actionsOf({ actions }: Mutation): ChaosAction[] {
  return actions.map((name) => ({ name, afterEvents: SPACING, delayMs: 10, pick: 0.4 }))
}
