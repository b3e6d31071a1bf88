import { expect, test } from 'vitest'
import { Turns } from './turns.ts'

/** Works that end when the test says so. */
function stage(limit: number) {
  const turns = new Turns<number>(limit)
  const begun: string[] = []
  const ends = new Map<string, () => void>()
  const ask = (owner: number, name: string) =>
    turns.take(owner, () => {
      begun.push(name)
      return new Promise<void>((end) => ends.set(name, end))
    })
  const end = async (name: string) => {
    ends.get(name)?.()
    await new Promise(setImmediate)
  }
  return { ask, begun, end, turns }
}

test('an owner with many works keeps none of the others waiting', async () => {
  const { ask, begun, end } = stage(2)
  for (const name of ['a1', 'a2', 'a3']) void ask(1, name)
  void ask(2, 'b1')
  void ask(3, 'c1')
  await end('none')
  expect(begun).toEqual(['a1', 'b1'])
  await end('a1')
  expect(begun).toEqual(['a1', 'b1', 'c1'])
  await end('c1')
  expect(begun).toEqual(['a1', 'b1', 'c1', 'a2'])
  await end('a2')
  await end('b1')
  expect(begun).toEqual(['a1', 'b1', 'c1', 'a2', 'a3'])
})

test('a work that fails gives its turn back', async () => {
  const { turns } = stage(1)
  await expect(turns.take(1, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await turns.take(2, async () => 'yes')).toBe('yes')
})
