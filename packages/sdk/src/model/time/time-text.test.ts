import { afterEach, beforeEach, expect, test } from 'vitest'
import { MAX_TIME_MS } from '../limits.ts'
import { parseDurationText, parseTimeText } from './time-text.ts'

const zone = process.env.TZ

beforeEach(() => {
  process.env.TZ = 'Europe/Berlin'
})

afterEach(() => {
  if (zone === undefined) delete process.env.TZ
  else process.env.TZ = zone
})

test.each([
  ['2026-03-01T12:00Z', '2026-03-01T12:00:00.000Z'],
  ['2026-03-01T12:00:30.5Z', '2026-03-01T12:00:30.500Z'],
  ['2026-03-01T12:00:30.123456789Z', '2026-03-01T12:00:30.123Z'],
  ['2026-03-01T12:00+05:30', '2026-03-01T06:30:00.000Z'],
  ['2026-03-01T00:30:00-01:00', '2026-03-01T01:30:00.000Z'],
  ['2024-02-29T00:00Z', '2024-02-29T00:00:00.000Z'],
  ['0050-01-01T00:00Z', '0050-01-01T00:00:00.000Z'],
  ['+010000-01-01T00:00Z', '+010000-01-01T00:00:00.000Z'],
  ['+275760-09-13T00:00Z', '+275760-09-13T00:00:00.000Z'],
  ['1767225600000', '2026-01-01T00:00:00.000Z'],
  ['100000000', '1970-01-02T03:46:40.000Z'],
  ['0', '1970-01-01T00:00:00.000Z'],
])('"%s" is one moment in every zone', (text, moment) => {
  for (const of of ['UTC', 'local'] as const) expect(new Date(parseTimeText(text, of) ?? 0).toISOString()).toBe(moment)
})

test.each([
  ['2026-03-01', '2026-03-01T00:00:00.000Z', '2026-02-28T23:00:00.000Z'],
  ['2026-07-01T12:00', '2026-07-01T12:00:00.000Z', '2026-07-01T10:00:00.000Z'],
  ['2026-10-25T02:30', '2026-10-25T02:30:00.000Z', '2026-10-25T00:30:00.000Z'],
])('"%s" without a zone is of the zone that the reader is asked for', (text, utc, local) => {
  expect(new Date(parseTimeText(text, 'UTC') ?? 0).toISOString()).toBe(utc)
  expect(new Date(parseTimeText(text, 'local') ?? 0).toISOString()).toBe(local)
})

test('an hour that a zone skips is no time of it, and a day that begins late begins then', () => {
  expect(parseTimeText('2026-03-29T02:30', 'local')).toBeNull()
  process.env.TZ = 'America/Santiago'
  expect(new Date(parseTimeText('2026-09-06', 'local') ?? 0).toISOString()).toBe('2026-09-06T04:00:00.000Z')
})

test.each([
  '',
  ' ',
  'now',
  'yesterday',
  'noon',
  'March 3',
  '3 March 2026',
  'Sun, 01 Mar 2026 12:00:00 GMT',
  '1',
  '12',
  '2026',
  '20260301',
  '1e9',
  '1e12',
  '0x10000000000',
  '-1767225600000',
  '1767225600000.5',
  ' 1767225600000',
  '١٧٦٧٢٢٥٦٠٠٠٠٠',
  '2026-1-1',
  '2026-01',
  '2026-13-01',
  '2026-00-01',
  '2026-02-30',
  '2026-02-29',
  '2026-04-31',
  '2026-01-00',
  '2026-01-32',
  '2026-01-01T24:00Z',
  '2026-01-01T12Z',
  '2026-01-01T12:60Z',
  '2026-01-01T12:00:60Z',
  '2026-01-01Z',
  '2026-01-01T12:00:00,5Z',
  '2026-01-01T12:00 Z',
  '2026-01-01 12:00',
  '2026-01-01T12:00z',
  '2026-01-01t12:00Z',
  '2026-01-01T12:00+0100',
  '2026-01-01T12:00+01',
  '2026-01-01T12:00+24:00',
  '2026-01-01T12:00+01:60',
  '2026-01-01T12:00Europe/Berlin',
  '2026-01-01T12:00Z\n',
  '-000000-01-01T00:00Z',
  '+999999-01-01T00:00Z',
  '10m',
  '8640000000000001',
  '99999999999999999999',
  `${MAX_TIME_MS}0`,
  '+275760-09-13T00:00:00.001Z',
  '2026/01/01',
])('"%s" is no time', (text) => {
  expect(parseTimeText(text, 'UTC')).toBeNull()
  expect(parseTimeText(text, 'local')).toBeNull()
})

test.each([
  ['250ms', 250],
  ['1.5s', 1500],
  ['10m', 600_000],
  ['2h', 7_200_000],
  ['90d', 7_776_000_000],
  ['0s', 0],
  ['36525d', 36_525 * 86_400_000],
])('"%s" is a duration', (text, ms) => {
  expect(parseDurationText(text)).toBe(ms)
})

test.each([
  '',
  '10',
  'm',
  '10 m',
  '-10m',
  '+10m',
  '10M',
  '10min',
  '1h30m',
  '1e3s',
  '.5s',
  '5.s',
  'Infinitys',
  'soon',
  '1w',
  '36526d',
  '9999999999999999d',
  `${'9'.repeat(400)}d`,
])('"%s" is no duration', (text) => {
  expect(parseDurationText(text)).toBeNull()
})
