import { expect, test } from 'vitest'
import { lineEndRemarks } from './line-ends.ts'

function remarksOn(path: string, text: string): string[] {
  return lineEndRemarks([{ path, contentBase64: Buffer.from(text).toString('base64') }])
}

test.each([
  ['run.sh', 'cd data\r\nls\r\n'],
  ['run', '#!/usr/bin/env python3\r\nprint(1)\r\n'],
])('"%s" with the line ends of Windows is told', (path, text) => {
  expect(remarksOn(path, text)).toEqual([expect.stringContaining(`The lines of "${path}" end as on Windows (CRLF)`)])
})

test.each([
  ['run.sh', 'ls\n'],
  ['table.csv', 'a,b\r\n1,2\r\n'],
  ['train.py', 'print(1)\r\n'],
  ['empty.sh', ''],
])('"%s" is not', (path, text) => {
  expect(remarksOn(path, text)).toEqual([])
})
