import { afterEach, expect, it } from 'vitest'
import { zoneText } from './zone-text.ts'

const before = process.env.TZ
afterEach(() => {
  if (before === undefined) delete process.env.TZ
  else process.env.TZ = before
})

it.each([
  ['UTC', 'Z', 'Z'],
  ['Europe/Berlin', '+01:00', '+02:00'],
  ['Asia/Kolkata', '+05:30', '+05:30'],
  ['America/St_Johns', '-03:30', '-02:30'],
])('the zone %s is %s in winter and %s in summer', (zone, winter, summer) => {
  process.env.TZ = zone
  expect(zoneText(Date.parse('2026-03-01T09:05:07Z'))).toBe(winter)
  expect(zoneText(Date.parse('2026-07-01T09:05:07Z'))).toBe(summer)
})
