import { expect, test } from 'vitest'
import { stopListener } from '../src/commands/server/server.ts'
import { Printer } from '../src/output/printing/printer.ts'

test.each([
  [[3], 'Backfill 3 is paused. Continue later with: aiflow backfill resume 3\n'],
  [[3, 5], 'Backfills 3, 5 are paused. Continue later with: aiflow backfill resume 3 && aiflow backfill resume 5\n'],
])('of the backfills %j that a stop has paused, it says how to continue', (ids, said) => {
  const written: string[] = []
  const sink = { write: (text: string) => void written.push(text), isTTY: false, columns: null }
  stopListener(new Printer({ format: 'table', stdout: sink, stderr: sink, color: false })).onPaused(ids)
  expect(written.join('')).toBe(said)
})
