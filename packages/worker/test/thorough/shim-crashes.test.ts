import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AttemptSpec } from '@aiflow/sdk/internal/worker-protocol'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { processesOf } from '../support/processes.ts'
import { bashSpec } from '../support/specs.ts'
import { Stage } from '../support/stage.ts'
import { waitFor } from '../support/wait-for.ts'

/** The points at which the shim kills itself: before a line of its text, or while it writes the outcome. */
const POINTS = {
  'before the claim': ['set -fC', 'kill -9 $$; set -fC'],
  'after the claim': ['set +fC', 'set +fC; kill -9 $$'],
  'after the command': ['code=$?', 'code=$?; kill -9 $$'],
  'within the outcome': ["printf '\\nexit %d", `printf '\\nexi' >>"$folder/run"; kill -9 $$; printf '\\nexit %d`],
} as const

type Point = keyof typeof POINTS

let stage: Stage
let file: string
let gate: string

beforeEach(async () => {
  stage = await Stage.create()
  file = join(stage.home, 'starts')
  gate = join(stage.home, 'gate')
})

afterEach(() => stage.end())

/** The shim of the worker as it is, with one kill in it. */
function breakShim(point: Point): void {
  const path = join(stage.home, 'worker/bin/aiflow-shim')
  const [line, broken] = POINTS[point]
  const text = readFileSync(path, 'utf8')
  expect(text.split(line)).toHaveLength(2)
  writeFileSync(
    path,
    text.replace(line, () => broken),
  )
}

const command = () => bashSpec(`printf x >> ${file}; until [ -e ${gate} ]; do sleep 0.01; done`)
const starts = () => (existsSync(file) ? readFileSync(file, 'utf8') : '')

async function outcomesOf({ attemptId }: AttemptSpec): Promise<string[]> {
  await stage.far.report(attemptId, 'finished')
  const finished = stage.far.reportsOf(attemptId).filter((report) => report.type === 'finished')
  return [...new Set(finished.map(({ outcome }) => outcome.type))]
}

describe('a shim that is killed is seen by its worker, and its command is not started again', () => {
  test.each([
    ['before the claim', ''],
    ['after the claim', ''],
    ['after the command', 'x'],
    ['within the outcome', 'x'],
  ] as const)('%s', async (point, started) => {
    await stage.process()
    breakShim(point)
    writeFileSync(gate, '')
    stage.far.acknowledges = false
    const spec = command()
    stage.far.start1(spec)
    expect(await outcomesOf(spec)).toEqual(['failed'])
    // Until it has stored the report, a server may ask for the attempt again.
    stage.far.start1(spec)
    const next = bashSpec('true')
    stage.far.start1(next)
    await stage.far.report(next.attemptId, 'finished')
    expect(starts()).toBe(started)
    expect(processesOf(spec.attemptId)).toEqual([])
  })
})

describe('an attempt whose shim is killed while there is no worker is reported as lost by the next worker', () => {
  test.each(['after the command', 'within the outcome'] as const)('%s', async (point) => {
    const worker = await stage.process()
    breakShim(point)
    const spec = command()
    stage.far.start1(spec)
    await waitFor(() => (starts() === '' ? null : true), 'the start')
    await worker.kill()
    writeFileSync(gate, '')
    await waitFor(() => (processesOf(spec.attemptId).length === 0 ? true : null), 'the end of the shim')
    await stage.process()
    expect(await outcomesOf(spec)).toEqual(['lost'])
    expect(starts()).toBe('x')
  })
})
