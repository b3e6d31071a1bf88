import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readYaml } from './read-yaml.ts'

const folder = mkdtempSync(join(tmpdir(), 'aiflow-yaml-'))
afterAll(() => rmSync(folder, { recursive: true }))

function read(text: string): unknown {
  const path = join(folder, 'p.yaml')
  writeFileSync(path, text)
  return readYaml(path)
}

test('numbers of YAML and of JSON are numbers', () => {
  expect(read('a: 1\nb: [-2, 0x10, 1.5, 1e3]\n3: 9007199254740992')).toEqual({
    a: 1,
    b: [-2, 16, 1.5, 1000],
    3: 2 ** 53,
  })
  expect(read('{"a":{"b":1}}')).toEqual({ a: { b: 1 } })
})

test.each(['a: [9007199254740993]', '{"a":{"b":9007199254740993}}'])(
  'an integer that would become another one is refused: %s',
  (text) => {
    expect(() => read(text)).toThrow('has the integer 9007199254740993, which would become 9007199254740992')
  },
)

test('several documents are refused', () => {
  expect(() => read('a: 1\n---\na: 2')).toThrow('it has more than one document, separated by "---".')
})
