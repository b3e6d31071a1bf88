import { rmSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { describe } from './report.ts'
import { runChaos } from './run-chaos.ts'

/* `npm run chaos -- --minutes N --seed S [--kills N] [--home DIR] [--keep] [--program FILE]` */

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    kills: { type: 'string', default: 'Infinity' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    rate: { type: 'string', default: '25' },
    home: { type: 'string' },
    keep: { type: 'boolean', default: false },
    program: { type: 'string' },
  },
})

const seed = Number(values.seed)
console.log(`chaos: seed ${seed}`)
const result = await runChaos({
  seed,
  minutes: Number(values.minutes),
  kills: Number(values.kills),
  eventsPerSecond: Number(values.rate),
  program: values.program,
  folder: values.home,
})
console.log(describe({ seed }, result))
if (result.faults.length > 0) process.exitCode = 1
else if (!values.keep) rmSync(result.folder, { recursive: true, force: true })
