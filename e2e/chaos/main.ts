import { rmSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { describe } from './report.ts'
import { runChaos } from './run-chaos.ts'

const USAGE =
  'npm run chaos -- [--minutes N] [--seed S] [--kills N] [--rate EVENTS_PER_SECOND] [--home DIR] [--keep] [--program FILE]'

const OPTIONS = {
  minutes: { type: 'string', default: '10' },
  kills: { type: 'string', default: 'Infinity' },
  seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  rate: { type: 'string', default: '25' },
  home: { type: 'string' },
  keep: { type: 'boolean', default: false },
  program: { type: 'string' },
} as const

const values = given()
const seed = toNumber('seed')
console.log(`chaos: seed ${seed}`)
const result = await runChaos({
  seed,
  minutes: toNumber('minutes'),
  kills: toNumber('kills'),
  eventsPerSecond: toNumber('rate'),
  program: values.program,
  folder: values.home,
})
console.log(describe({ seed }, result))
if (result.faults.length > 0) process.exitCode = 1
else if (!values.keep) rmSync(result.folder, { recursive: true, force: true })

function given() {
  try {
    return parseArgs({ options: OPTIONS }).values
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error))
  }
}

function toNumber(option: 'minutes' | 'kills' | 'seed' | 'rate'): number {
  const value = Number(values[option])
  return value >= 0 ? value : refuse(`"--${option}" wants a number that is not negative, not "${values[option]}".`)
}

function refuse(reason: string): never {
  console.error(`${reason}\nUsage: ${USAGE}`)
  process.exit(2)
}
