import { describe, expect, it } from 'vitest'
import { type Column, tableLines } from './table.ts'

interface Item {
  readonly name: string
  readonly count: number
}

const COLUMNS: readonly Column<Item>[] = [
  { title: 'NAME', value: ({ name }) => name, isFlexible: true },
  { title: 'COUNT', value: ({ count }) => count, align: 'right', paint: (cell) => `<${cell}>` },
]
const layout = { width: Number.POSITIVE_INFINITY, paintTitle: (title: string) => title }

describe('a table', () => {
  it('aligns its columns and paints cells without moving them', () => {
    const items = [
      { name: 'a', count: 5 },
      { name: 'training', count: 1234567 },
    ]
    expect(tableLines(items, COLUMNS, layout)).toEqual([
      'NAME        COUNT',
      'a         <      5>',
      'training  <1234567>',
    ])
  })

  it('lets a column go on in lines below where nothing of it may be lost', () => {
    const columns = [
      { title: 'ID', value: () => 1, paint: (cell: string) => `<${cell}>` },
      { ...COLUMNS[0]!, isWrapped: true },
    ]
    const items = [{ name: 'one two three four five', count: 1 }]
    expect(tableLines(items, columns, { ...layout, width: 14 })).toEqual([
      'ID  NAME',
      '<1 >  one two',
      '<  >  three four',
      '<  >  five',
    ])
  })

  it('fits the terminal by shortening flexible columns, down to a limit', () => {
    const items = [{ name: 'a-very-long-name-of-a-workflow', count: 1 }]
    expect(tableLines(items, COLUMNS, { ...layout, width: 20 })[1]).toBe('a-very-long-…  <    1>')
    expect(tableLines(items, COLUMNS, { ...layout, width: 5 })[1]).toBe('a-very-…  <    1>')
  })

  it('shows control characters instead of obeying them', () => {
    expect(tableLines([{ name: 'a\n\u001b[31mb', count: 1 }], COLUMNS, layout)[1]).toBe('a\\n\\x1b[31mb  <    1>')
  })

  it('counts the columns that a terminal shows, and cuts no character apart', () => {
    const items = [
      { name: '東京', count: 1 },
      { name: 'e\u0301a', count: 2 },
      { name: 'plain', count: 3 },
    ]
    expect(tableLines(items, COLUMNS, layout)).toEqual([
      'NAME   COUNT',
      '東京   <    1>',
      'e\u0301a     <    2>',
      'plain  <    3>',
    ])
    const narrow = { ...layout, width: 15 }
    expect(tableLines([{ name: '東京東京東京', count: 1 }], COLUMNS, narrow)[1]).toBe('東京東…   <    1>')
    expect(tableLines([{ name: 'ab👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦', count: 1 }], COLUMNS, narrow)[1]).toBe(
      'ab👩‍👩‍👧‍👦👩‍👩‍👧‍👦…   <    1>',
    )
  })
})
