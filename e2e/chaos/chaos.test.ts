import { expect, it } from 'vitest'
import { AIFlowHome } from '../support/aiflow-home.ts'
import { describe } from './report.ts'
import { runChaos } from './run-chaos.ts'

const SEED = 20_261_123
const KILLS = 30

it(`nothing is lost and nothing is done twice under ${KILLS} random kills`, { timeout: 600_000 }, async () => {
  const result = await runChaos({ seed: SEED, minutes: 5, kills: KILLS })
  console.log(describe({ seed: SEED }, result))
  // The home is kept for study where something is wrong.
  expect(result.faults).toEqual([])
  await new AIFlowHome({ folder: result.folder }).remove()
})
