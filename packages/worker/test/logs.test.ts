import { randomUUID } from 'node:crypto'
import { appendFileSync, mkdirSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type AttemptSpec,
  DEFAULT_WORKER_LIMITS,
  type MessageOf,
  type ReadLogRequest,
  type SearchLogRequest,
  type WorkerMessage,
} from '@aiflow/sdk/internal/worker-protocol'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readMarks } from '../src/logs/log-times.ts'
import { bundle } from './support/bundle.ts'
import { bashSpec, codeSpec } from './support/specs.ts'
import { Stage } from './support/stage.ts'

type Ok<T extends { type: string }> = Extract<T, { type: 'ok' }>
type Chunk = Ok<MessageOf<WorkerMessage, 'log'>['result']>
type Found = Ok<MessageOf<WorkerMessage, 'logMatches'>['result']>

const BUNDLE = bundle(`
  import { FunctionOperator, Workflow } from '@aiflow/sdk'
  export const flow = new Workflow({ name: 'flow' }, () => {
    new FunctionOperator({ name: 'speak', run: async () => {
      console.log('first')
      await new Promise((resolve) => setTimeout(resolve, 400))
      console.log('second')
    } })
  })
`)

/** Processes read the clock of the machine in parts of it. */
const CLOCK_MS = 20

let stage: Stage
let requests = 0

beforeEach(async () => {
  stage = await Stage.create(BUNDLE)
})

afterEach(() => stage.end())

async function read(attemptId: string, range: Partial<ReadLogRequest> = {}): Promise<Chunk> {
  const requestId = `read-${++requests}`
  stage.far.send({ type: 'readLog', requestId, attemptId, offset: 0, maxBytes: 1_000_000, ...range })
  const { result } = await stage.far.message('log', (message) => message.requestId === requestId)
  if (result.type === 'error') throw new Error(result.message)
  return result
}

async function search(attemptId: string, text: string, more: Partial<SearchLogRequest> = {}): Promise<Found> {
  const requestId = `search-${++requests}`
  stage.far.send({ type: 'searchLog', requestId, attemptId, text, offset: 0, limit: 100, ...more })
  const { result } = await stage.far.message('logMatches', (message) => message.requestId === requestId)
  if (result.type === 'error') throw new Error(result.message)
  return result
}

/** The log of an attempt whose end the server does not know yet, so that a test can write into it. */
function logPath({ attemptId }: AttemptSpec): string {
  return join(stage.home, 'worker', 'attempts', attemptId, 'log')
}

async function ended(command: string): Promise<AttemptSpec> {
  const spec = bashSpec(command)
  stage.far.start1(spec)
  await stage.far.report(spec.attemptId, 'finished')
  return spec
}

/** A command that runs until the file is there. */
function until(file: string): string {
  return `while [ ! -e ${join(stage.home, file)} ]; do sleep 0.02; done`
}

/** The times of the lines of a chunk, in order. */
function timesOfLines({ data, times = [] }: Chunk): (number | undefined)[] {
  const starts = [...data.matchAll(/^.*\n/gm)].map(({ index }) => index)
  return starts.map((start) => times.findLast(({ at }) => at <= start)?.time)
}

/** Runs a command that writes three lines, each of them only when the one before has its time; tells when that was. */
async function threeLines(line: string): Promise<{ readonly spec: AttemptSpec; readonly seen: readonly number[] }> {
  const spec = bashSpec([1, 2, 3].map((step) => `i=${step}; ${line}; ${until(`go-${step}`)}`).join('; '))
  const seen: number[] = []
  stage.far.start1(spec)
  for (const step of [1, 2, 3]) {
    await stage.far.until(() => readMarks(logPath(spec))?.length === step)
    seen.push(Date.now())
    mkdirSync(join(stage.home, `go-${step}`))
  }
  await stage.far.report(spec.attemptId, 'finished')
  return { spec, seen }
}

test('each line of a command has the time at which it came', async () => {
  await stage.worker()
  const { spec, seen } = await threeLines('date +%s%3N')
  const chunk = await read(spec.attemptId)
  const written = chunk.data.trim().split('\n').map(Number)
  expect(written).toHaveLength(3)
  for (const [index, time = 0] of timesOfLines(chunk).entries()) {
    expect(time, `line ${index}`).toBeGreaterThanOrEqual((written[index] ?? 0) - CLOCK_MS)
    expect(time, `line ${index}`).toBeLessThanOrEqual((seen[index] ?? 0) + CLOCK_MS)
  }
})

test('each line of a task in a warm child has its time, also behind another task', async () => {
  await stage.worker()
  for (let round = 0; round < 2; round += 1) {
    const spec = codeSpec('speak')
    const before = Date.now()
    stage.far.start1(spec)
    await stage.far.report(spec.attemptId, 'finished')
    const chunk = await read(spec.attemptId)
    expect(chunk.data).toBe('first\nsecond\n')
    const [first = 0, second = 0] = timesOfLines(chunk)
    expect(second - first).toBeGreaterThan(250)
    expect(second).toBeLessThanOrEqual(Date.now() + CLOCK_MS)
    expect(first).toBeGreaterThanOrEqual(before - CLOCK_MS)
  }
})

test('a log is read from a time on', async () => {
  await stage.worker()
  const { spec } = await threeLines('echo $i')
  const [, second = 0, third = 0] = timesOfLines(await read(spec.attemptId))
  expect((await read(spec.attemptId, { since: second })).data).toBe('2\n3\n')
  expect((await read(spec.attemptId, { since: second + 1 })).data).toBe('3\n')
  expect((await read(spec.attemptId, { since: 0 })).data).toBe('1\n2\n3\n')
  expect((await read(spec.attemptId, { since: third + 1 })).data).toBe('')
})

test('a log of version 0.1.0, which has no times, is read without them', async () => {
  await stage.worker()
  stage.far.acknowledges = false
  const spec = await ended('echo hello')
  rmSync(`${logPath(spec)}.times`)
  const chunk = await read(spec.attemptId)
  expect(chunk).toMatchObject({ data: 'hello\n', complete: true })
  expect(chunk).not.toHaveProperty('times')
})

test('times go on after a restart of the worker', async () => {
  const first = await stage.worker()
  const spec = bashSpec(`echo before; ${until('go')}; echo after; ${until('end')}`)
  stage.far.start1(spec)
  await stage.far.until(async () => timesOfLines(await read(spec.attemptId)).length === 1)
  await first.stop()
  await stage.worker()
  mkdirSync(join(stage.home, 'go'))
  await stage.far.until(async () => (await read(spec.attemptId)).data === 'before\nafter\n')
  mkdirSync(join(stage.home, 'end'))
  await stage.far.report(spec.attemptId, 'finished')
  const [before = 0, after = 0] = timesOfLines(await read(spec.attemptId))
  expect(after).toBeGreaterThan(before)
})

test('a part of a log is read from a line, and with whole lines', async () => {
  await stage.worker()
  const { attemptId } = await ended('seq -w 0 99999')
  expect(await read(attemptId, { line: 50_001, maxBytes: 12 })).toMatchObject({
    offset: 300_000,
    data: '50000\n50001\n',
  })
  expect(await read(attemptId, { line: -2 })).toMatchObject({ data: '99998\n99999\n', complete: true })
  expect(await read(attemptId, { line: -90_000, maxBytes: 6 })).toMatchObject({ data: '10000\n' })
  expect(await read(attemptId, { line: -1_000_000, maxBytes: 6 })).toMatchObject({ data: '00000\n' })
  expect(await read(attemptId, { line: 1_000_000 })).toMatchObject({ offset: 600_000, data: '' })
  const middle = await read(attemptId, { offset: 300_003, maxBytes: 20, align: 'line' })
  expect(middle).toMatchObject({ offset: 300_006, data: '50001\n50002\n50003\n', begin: 0, end: 600_000 })
  expect(await read(attemptId, { offset: -9, align: 'line' })).toMatchObject({ data: '99999\n', complete: true })
})

test('lines that contain a text are found, and the next search continues where the last one ended', async () => {
  await stage.worker()
  const { attemptId } = await ended('seq -w 0 99999')
  const first = await search(attemptId, '777', { limit: 2 })
  expect(first.matches).toMatchObject([
    { offset: 777 * 6, line: '00777', time: expect.any(Number) },
    { offset: 1777 * 6, line: '01777' },
  ])
  let { nextOffset, complete } = first
  let count = 2
  while (!complete) {
    const more = await search(attemptId, '777', { offset: nextOffset })
    count += more.matches.length
    nextOffset = more.nextOffset
    complete = more.complete
  }
  const expected = Array.from({ length: 100_000 }, (_, each) => String(each).padStart(5, '0'))
  expect(count).toBe(expected.filter((each) => each.includes('777')).length)
})

test('an unfinished line is searched again when it has become longer', async () => {
  await stage.worker()
  const spec = bashSpec(`printf 'one\\nhal'; ${until('go')}; printf 'f\\n'; ${until('end')}`)
  stage.far.start1(spec)
  await stage.far.until(async () => (await read(spec.attemptId)).data === 'one\nhal')
  expect(await search(spec.attemptId, 'half')).toEqual({ type: 'ok', matches: [], nextOffset: 4, complete: false })
  mkdirSync(join(stage.home, 'go'))
  await stage.far.until(async () => (await search(spec.attemptId, 'half', { offset: 4 })).matches.length === 1)
  mkdirSync(join(stage.home, 'end'))
})

test('a flood is kept within its limit, its end is there, and a task beside it does not notice', async () => {
  const logBytes = 4 * 1024 * 1024
  await stage.worker({ limits: { ...DEFAULT_WORKER_LIMITS, logBytes } })
  const neighbour = bashSpec(`i=0; until [ -e ${join(stage.home, 'end')} ]; do echo $((i++)); sleep 0.02; done`)
  // It waits for the worker, so that how busy the machine is makes no difference.
  const attemptId = randomUUID()
  const log = join(stage.home, 'worker', 'attempts', attemptId, 'log')
  const paced = `until [ "$(wc -c < ${log})" -le ${logBytes} ]; do sleep 0.01; done`
  // A byte more than the limit, so that each chunk is rotated away before the next one, and before the end.
  const chunk = `yes 'a line of a flood' | head -c ${logBytes + 1}; ${paced}`
  const flood = bashSpec(`for i in $(seq 16); do ${chunk}; done; echo; echo the end`, { attemptId })
  stage.far.start1(neighbour)
  stage.far.start1(flood)
  await stage.far.report(flood.attemptId, 'running')
  let largest = 0
  await stage.far.until(async () => {
    largest = Math.max(largest, sizeOfFolder(join(stage.home, 'worker', 'attempts', flood.attemptId)))
    return stage.far.reportsOf(flood.attemptId).some(({ type }) => type === 'finished')
  })
  const linesOf = async () => (await read(neighbour.attemptId)).data.trim().split('\n').map(Number)
  await stage.far.until(async () => (await linesOf()).length > 10)
  mkdirSync(join(stage.home, 'end'))
  await stage.far.report(neighbour.attemptId, 'finished')
  const end = await read(flood.attemptId, { offset: -100 })
  // What came before it may have been written between copy and truncation, and is lost then: the more, the busier the machine.
  expect(end.data).toMatch(/\nthe end\n$/)
  expect(end.begin).toBeGreaterThan(0)
  expect(end.end, 'bytes written').toBeGreaterThan(8 * logBytes)
  // It gets ahead of the worker by what it writes between two looks, and what is being moved is there twice.
  expect(largest, 'bytes on the disk').toBeLessThan(5 * logBytes)
  const lines = await linesOf()
  expect(lines).toEqual(lines.map((_, index) => index))
})

test('the offset of a chunk shows that the range before it was rotated away', async () => {
  await stage.worker({ limits: { ...DEFAULT_WORKER_LIMITS, logBytes: 4000 } })
  const written = Array.from({ length: 2000 }, (_, each) => `${each + 1000}\n`).join('')
  const source = join(stage.home, 'source')
  writeFileSync(source, written)
  // Written at once, and nothing more before it was rotated: what is written between copy and truncation is lost.
  const spec = bashSpec(`dd if=${source} bs=${written.length} 2>&-; ${until('rotated')}; echo end`)
  stage.far.start1(spec)
  await stage.far.until(async () => {
    const { begin = 0 } = await read(spec.attemptId, { offset: 5, maxBytes: 10 })
    return begin > 10
  })
  mkdirSync(join(stage.home, 'rotated'))
  await stage.far.report(spec.attemptId, 'finished')
  const chunk = await read(spec.attemptId, { offset: 5, maxBytes: 10 })
  expect(chunk.offset).toBe(chunk.begin)
  expect(chunk.data).toBe(written.slice(chunk.offset, chunk.offset + 10))
  expect(chunk.end).toBe(10_004)
  expect((await read(spec.attemptId, { offset: -14 })).data).toBe('2998\n2999\nend\n')
})

test('bytes that are not text can be read', async () => {
  await stage.worker()
  const { attemptId } = await ended(`printf 'a\\377\\000b\\n\\303'; printf '\\nno end \\342\\202'`)
  const chunk = await read(attemptId)
  expect(chunk).toMatchObject({ data: 'a\ufffd\u0000b\n\ufffd\nno end \ufffd', complete: true })
  expect((await search(attemptId, 'no end')).matches).toMatchObject([{ line: 'no end \ufffd' }])
  let text = ''
  let offset = 0
  for (let complete = false; !complete; ) {
    const each = await read(attemptId, { offset, maxBytes: 1 })
    text += each.data
    offset = each.nextOffset
    complete = each.complete
  }
  expect(text).toContain('no end')
})

test('a line of 10 MB is read and searched in parts', async () => {
  await stage.worker()
  const { attemptId } = await ended(
    `head -c 5000000 /dev/zero | tr '\\0' x; printf needle; head -c 5000000 /dev/zero | tr '\\0' y; echo; echo last`,
  )
  expect((await read(attemptId, { offset: 4_999_990, maxBytes: 30, align: 'line' })).data).toHaveLength(30)
  const { matches, complete } = await search(attemptId, 'needle')
  expect(matches).toHaveLength(1)
  expect(matches[0]?.line).toContain('xneedley')
  expect(matches[0]?.line.length).toBeLessThanOrEqual(4096)
  expect(complete).toBe(true)
  expect((await search(attemptId, 'last')).matches).toMatchObject([{ offset: 10_000_007, line: 'last' }])
})

test('a log that was truncated or removed is read as far as it exists', async () => {
  await stage.worker()
  stage.far.acknowledges = false
  const spec = await ended('seq 1 1000')
  truncateSync(logPath(spec), 5)
  expect(await read(spec.attemptId, { offset: 2000 })).toMatchObject({ data: '', complete: true })
  expect((await read(spec.attemptId)).data).toBe('1\n2\n3')
  appendFileSync(`${logPath(spec)}.times`, 'garbage')
  expect((await read(spec.attemptId)).data).toBe('1\n2\n3')
  rmSync(logPath(spec))
  expect(await read(spec.attemptId)).toMatchObject({ data: '', complete: true })
})

test('the log of an attempt that the server has deleted goes at once, one that it may still ask for stays', async () => {
  await stage.worker()
  const spec = await ended('echo hello')
  const running = bashSpec(until('end'))
  stage.far.start1(running)
  await stage.far.report(running.attemptId, 'running')
  stage.far.send({ type: 'forget', attemptIds: [spec.attemptId, running.attemptId, '../..'] })
  await stage.far.until(() =>
    read(spec.attemptId).then(
      () => false,
      () => true,
    ),
  )
  await expect(read(running.attemptId)).resolves.toMatchObject({ complete: false })
  mkdirSync(join(stage.home, 'end'))
  expect((await stage.far.report(running.attemptId, 'finished')).outcome.type).toBe('success')
})

test('the error about a missing log says how long logs are kept', async () => {
  stage.far.logDays = 7
  await stage.worker()
  await expect(read('unknown-attempt')).rejects.toThrow('Logs are kept for 7 days.')
})

function sizeOfFolder(folder: string): number {
  try {
    return readdirSync(folder)
      .map((name) => statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0)
      .reduce((sum, size) => sum + size, 0)
  } catch {
    // It has moved to the settled ones.
    return 0
  }
}
