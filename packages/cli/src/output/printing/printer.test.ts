import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { type OutputFormat, Printer } from './printer.ts'
import type { Column } from './table.ts'

interface Item {
  readonly name: string
  readonly size: number
}

const COLUMNS: readonly Column<Item>[] = [
  { title: 'NAME', value: ({ name }) => name },
  { title: 'SIZE', value: ({ size }) => size },
]
const ITEMS: readonly Item[] = [
  { name: 'a', size: 1 },
  { name: 'b\tc', size: 2 },
]

function printerOf(format: OutputFormat) {
  const written = { stdout: '', stderr: '' }
  const sink = (name: keyof typeof written) => ({
    write: (text: string) => {
      written[name] += text
    },
    isTTY: false,
    columns: null,
  })
  return { written, printer: new Printer({ format, stdout: sink('stdout'), stderr: sink('stderr'), color: null }) }
}

describe('a list', () => {
  it.each([
    ['table', 'NAME  SIZE\na     1\nb\\tc  2\n'],
    ['plain', 'a\t1\nb\\tc\t2\n'],
  ] as const)('as %s', async (format, text) => {
    const { printer, written } = printerOf(format)
    await printer.list(ITEMS, COLUMNS, 'None.')
    expect(written).toEqual({ stdout: text, stderr: '' })
  })

  it.each([
    ['json', (text: string) => JSON.parse(text)],
    ['yaml', (text: string) => parse(text)],
  ] as const)('as %s is what the server gave', async (format, read) => {
    const { printer, written } = printerOf(format)
    await printer.list(ITEMS, COLUMNS, 'None.')
    expect(read(written.stdout)).toEqual(ITEMS)
  })

  it.each([
    ['table', '', 'None.\n'],
    ['plain', '', ''],
    ['json', '[]\n', ''],
    ['yaml', '[]\n', ''],
  ] as const)('that is empty as %s', async (format, stdout, stderr) => {
    const { printer, written } = printerOf(format)
    await printer.list([], COLUMNS, 'None.')
    expect(written).toEqual({ stdout, stderr })
  })
})

describe('a stream', () => {
  it.each([
    ['table', 'item a\nitem b\n'],
    ['plain', 'a\t1\nb\\tc\t2\n'],
    ['json', '{"name":"a","size":1}\n{"name":"b\\tc","size":2}\n'],
    ['yaml', '---\nname: a\nsize: 1\n---\nname: b\tc\nsize: 2\n'],
  ] as const)('as %s', async (format, text) => {
    const { printer, written } = printerOf(format)
    for (const item of ITEMS) await printer.next(item, `item ${item.name[0]}`, COLUMNS)
    expect(written.stdout).toBe(text)
  })
})

describe('details', () => {
  it('are fields and sections for people', async () => {
    const { printer, written } = printerOf('table')
    await printer.details(
      {},
      {
        fields: [
          ['Name', 'a'],
          ['Namespace', 'b'],
        ],
        sections: [{ title: 'Tasks', lines: ['x'] }],
      },
    )
    expect(written.stdout).toBe('Name       a\nNamespace  b\n\nTasks\n  x\n')
  })

  it('are fields alone between tabs', async () => {
    const { printer, written } = printerOf('plain')
    await printer.details({}, { fields: [['Name', 'a']], sections: [{ title: 'Tasks', lines: ['x'] }] })
    expect(written.stdout).toBe('Name\ta\n')
  })
})
