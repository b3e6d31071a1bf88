import { expect, test } from 'vitest'
import { outlastShortage } from './outlast-shortage.ts'
import { shortageOf } from './shortage.ts'

const full = Object.assign(new Error('no space left'), { code: 'ENOSPC' })

test('work is done again while the machine is short of something', async () => {
  const waits: number[] = []
  const work = (tries: number) => {
    if (tries < 2) throw full
    return 'done'
  }
  expect(await outlastShortage(work, { waits: (_, tries) => waits.push(tries) })).toBe('done')
  expect(waits).toEqual([1, 2])
})

test('other errors are passed on at once, and so is a shortage after the limit', async () => {
  const waits = () => undefined
  const fails = (error: Error) => () => Promise.reject(error)
  await expect(outlastShortage(fails(new TypeError('a defect')), { waits })).rejects.toThrow('a defect')
  await expect(outlastShortage(fails(full), { waits, limitMs: -1 })).rejects.toBe(full)
})

test('an aborted signal ends the tries', async () => {
  const stop = new AbortController()
  const tries = outlastShortage(() => Promise.reject(full), { signal: stop.signal, waits: () => stop.abort() })
  await expect(tries).rejects.toMatchObject({ name: 'AbortError' })
})

test.each([
  ['ENOSPC', 'disk of the worker is full'],
  ['EMFILE', 'ulimit -n'],
  ['EAGAIN', 'limit of processes'],
])('the description of %s says what to do', (code, text) => {
  expect(shortageOf(Object.assign(new Error('x'), { code }))).toContain(text)
  expect(shortageOf(new Error('x'))).toBeNull()
})
