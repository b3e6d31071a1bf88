import type { Json } from '@aiflow/sdk/internal/json'
import type { CelMap } from '@bufbuild/cel'
import { expect, test } from 'vitest'
import { celValueOf } from './json-value.ts'

test('the keys of a large object are listed once, however often it is asked for', () => {
  let listings = 0
  const object = new Proxy(Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`k${at}`, at])), {
    ownKeys: (of) => {
      listings += 1
      return Reflect.ownKeys(of)
    },
  })
  const outer: Json = { inner: object }
  for (let round = 0; round < 10; round += 1) {
    const map = (celValueOf(outer) as CelMap).get('inner') as CelMap
    expect([map.size, [...map.keys()].length, [...map].length]).toEqual([100, 100, 100])
    const [first] = map
    expect([first, map.get('k7'), map.has('k8'), map.get('other')]).toEqual([['k0', 0], 7, true, undefined])
  }
  expect(listings).toBe(1)
})
