import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { describeMachine } from './machine.ts'
import type { Effort, Measurement, Row } from './measurement.ts'
import { MEASUREMENTS } from './measurements/all.ts'
import { Stage } from './stage/stage.ts'
import { summarize } from './statistics.ts'
import { formatTable } from './table.ts'

/* `npm run bench` measures everything; `npm run bench -- NAME...` only what is named. */

const PROGRAM = join(import.meta.dirname, '../packages/cli/bin/aiflow.js')
const RESULTS = join(import.meta.dirname, 'results')

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    samples: { type: 'string', default: '200' },
    rounds: { type: 'string', default: '5' },
    program: { type: 'string', default: PROGRAM },
  },
})

async function measure(measurement: Measurement, effort: Effort): Promise<readonly Row[]> {
  const stage = new Stage(values.program)
  try {
    await stage.start()
    await stage.upload(measurement.workflows)
    const rows = await measurement.run(stage, effort)
    process.stderr.write(`  ${stage.usage()}\n`)
    return rows
  } finally {
    await stage.close()
  }
}

function chosen(names: readonly string[]): readonly Measurement[] {
  const known = MEASUREMENTS.map(({ name }) => name)
  const unknown = names.filter((name) => !known.includes(name))
  if (unknown.length > 0) throw new Error(`No measurement "${unknown.join('", "')}". There are: ${known.join(', ')}.`)
  return names.length === 0 ? MEASUREMENTS : MEASUREMENTS.filter(({ name }) => names.includes(name))
}

const machine = describeMachine()
const effort = { samples: Number(values.samples), rounds: Number(values.rounds) }
const rows: Row[] = []
for (const measurement of chosen(positionals)) {
  process.stderr.write(`${measurement.name} …\n`)
  try {
    rows.push(...(await measure(measurement, effort)))
  } catch (error) {
    // Earlier results are still worth showing.
    process.stderr.write(`${measurement.name} failed: ${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
  }
}
process.stdout.write(`${formatTable(rows, machine)}\n`)
mkdirSync(RESULTS, { recursive: true })
const results = rows.map((row) => ({ ...row, ...summarize(row.samples, row.better) }))
const file = join(RESULTS, `${machine.date.replaceAll(':', '-')}.json`)
writeFileSync(file, `${JSON.stringify({ machine, results }, null, 2)}\n`)
