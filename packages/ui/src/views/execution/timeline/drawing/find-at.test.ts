import type { Event } from '@aiflow/sdk'
import { expect, test } from 'vitest'
import type { Segment } from '../task-rows.ts'
import { findAt } from './find-at.ts'
import { AXIS_HEIGHT, HEAD_HEIGHT } from './layout.ts'
import type { Scene } from './scene.ts'

const ROW_HEIGHT = 28
const ON_EVENTS = AXIS_HEIGHT + 3
const ON_FIRST_ROW = HEAD_HEIGHT + 3
const ON_SECOND_ROW = ON_FIRST_ROW + ROW_HEIGHT

function segment(sequenceNumber: number, from: number, to: number | null): Segment {
  return { sequenceNumber, status: 'RUNNING', from, to, next: to === null ? null : 'SUCCESS' }
}

/** A pixel is a millisecond. */
const SCENE: Scene = {
  width: 1000,
  height: 400,
  scrollTop: 0,
  rowHeight: ROW_HEIGHT,
  range: { from: 0, to: 1000 },
  end: 800,
  isLiving: true,
  rows: [
    { task: 'a', segments: [segment(1, 100, 200), segment(2, 400, null)] },
    { task: 'b', segments: [segment(1, 300, 301)] },
  ],
  events: [{ createTime: 50 }, { createTime: 53 }, { createTime: 500 }] as Event[],
}

function segmentAt(x: number, y: number, scene = SCENE): string | null {
  const found = findAt(scene, x, y)
  return found?.type === 'segment' ? `${found.task} ${found.segment.sequenceNumber}` : null
}

test('a segment of a task is found in its row', () => {
  expect(segmentAt(150, ON_FIRST_ROW)).toBe('a 1')
  expect(segmentAt(250, ON_FIRST_ROW)).toBeNull()
  expect(segmentAt(150, ON_SECOND_ROW)).toBeNull()
})

test('what still runs reaches up to now, and no further', () => {
  expect(segmentAt(799, ON_FIRST_ROW)).toBe('a 2')
  expect(segmentAt(820, ON_FIRST_ROW)).toBeNull()
})

test('a very short segment is found beside it, too', () => {
  expect(segmentAt(298, ON_SECOND_ROW)).toBe('b 1')
  expect(segmentAt(303, ON_SECOND_ROW)).toBe('b 1')
  expect(segmentAt(306, ON_SECOND_ROW)).toBeNull()
})

test('a short failure is found before the longer segments around it', () => {
  const failure: Segment = { ...segment(2, 200, 201), next: 'FAILED' }
  const rows = [{ task: 'a', segments: [segment(1, 100, 200), failure, segment(3, 201, 300)] }]
  expect([198, 202].map((x) => segmentAt(x, ON_FIRST_ROW, { ...SCENE, rows }))).toEqual(['a 2', 'a 2'])
  expect([190, 210].map((x) => segmentAt(x, ON_FIRST_ROW, { ...SCENE, rows }))).toEqual(['a 1', 'a 3'])
})

test('scrolled rows are found where they are now', () => {
  const scrolled = { ...SCENE, scrollTop: ROW_HEIGHT }
  expect(segmentAt(300, ON_FIRST_ROW, scrolled)).toBe('b 1')
  expect(segmentAt(300, ON_SECOND_ROW, scrolled)).toBeNull()
})

test('an event is found near its place, with the number of others there', () => {
  expect(findAt(SCENE, 52, ON_EVENTS)).toEqual({ type: 'event', event: SCENE.events[0], more: 1 })
  expect(findAt(SCENE, 496, ON_EVENTS)).toEqual({ type: 'event', event: SCENE.events[2], more: 0 })
  expect(findAt(SCENE, 300, ON_EVENTS)).toBeNull()
})

test('nothing is found on the time scale', () => {
  expect(findAt(SCENE, 52, AXIS_HEIGHT - 1)).toBeNull()
})
