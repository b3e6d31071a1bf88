import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { describeMachine, machineLine } from '../machine.ts'
import { durableWriteMs } from './disk.ts'
import { Participant, type RoundResult, SYSTEM_NAMES, type SystemName } from './participant.ts'
import { figuresOf, formatReport, type Result } from './report.ts'
import { WORKLOADS, type Workload } from './workloads.ts'

/* `npm run bench:peers [-- --rounds 5 --only aiflow,restate]` measures AIFlow beside others, turn by turn. */

const RESULTS = join(import.meta.dirname, '../results')
/** The first round of a system is shorter and does not count. */
const WARM_UP = 1 / 3

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    only: { type: 'string', default: SYSTEM_NAMES.join(',') },
  },
})

function chosen(names: readonly string[]): readonly SystemName[] {
  const unknown = names.filter((name) => !SYSTEM_NAMES.some((known) => known === name))
  if (unknown.length > 0) throw new Error(`No system "${unknown.join('", "')}". There are: ${SYSTEM_NAMES.join(', ')}.`)
  return SYSTEM_NAMES.filter((name) => names.includes(name))
}

/** The peers are not among the packages that everybody installs. */
function install(): void {
  if (existsSync(join(import.meta.dirname, 'node_modules'))) return
  process.stderr.write('Installing the peers …\n')
  execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts'], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

async function measure(participants: readonly Participant[], rounds: number): Promise<readonly Result[]> {
  const results = WORKLOADS.flatMap((workload) =>
    participants.map(({ name }) => ({ system: name, workload, rounds: [] as RoundResult[] })),
  )
  for (const participant of participants)
    for (const workload of WORKLOADS) await participant.round(requestOf(workload, WARM_UP))
  for (let round = 0; round < rounds; round += 1) {
    for (const workload of WORKLOADS) {
      for (const participant of rotated(participants, round)) {
        const result = results.find((each) => each.workload === workload && each.system === participant.name)
        result?.rounds.push(await participant.round(requestOf(workload)))
      }
    }
    process.stderr.write(`round ${round + 1} of ${rounds}\n`)
  }
  return results
}

function requestOf({ workflow, count, inFlight }: Workload, part = 1) {
  return { workflow, count: Math.ceil(count * part), inFlight }
}

/** Whoever is first in one round is last in the next. */
function rotated<T>(all: readonly T[], by: number): readonly T[] {
  const start = by % all.length
  return [...all.slice(start), ...all.slice(0, start)]
}

const names = chosen(values.only.split(','))
install()
const machine = { ...describeMachine(), durableWriteMs: durableWriteMs() }
const participants: Participant[] = []
try {
  for (const name of names) participants.push(await Participant.start(name))
  const results = await measure(participants, Number(values.rounds))
  const disk = `a durable write of 4 KiB takes ${machine.durableWriteMs.toFixed(2)} ms`
  process.stdout.write(`${formatReport(results)}\n\n${machineLine(machine)}, ${disk}\n`)
  mkdirSync(RESULTS, { recursive: true })
  const rows = results.map((result) => ({ ...result, ...figuresOf(result), rounds: result.rounds.length }))
  const file = join(RESULTS, `peers-${machine.date.replaceAll(':', '-')}.json`)
  writeFileSync(file, `${JSON.stringify({ machine, results: rows }, null, 2)}\n`)
} finally {
  await Promise.all(participants.map((participant) => participant.close()))
}
