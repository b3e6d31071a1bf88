import type { Event } from '@aiflow/sdk'
import { isFailure, type Segment } from '../task-rows.ts'
import { AXIS_HEIGHT, HEAD_HEIGHT } from './layout.ts'
import { endOf, firstAfter, type Scene, timeAt, xOf } from './scene.ts'

const NEAR = 5

/** What is under the pointer. */
export type Found =
  | { readonly type: 'segment'; readonly task: string; readonly segment: Segment }
  /** `more` is the number of further ones at the same place. */
  | { readonly type: 'event'; readonly event: Event; readonly more: number }

export function findAt(scene: Scene, x: number, y: number): Found | null {
  if (y < AXIS_HEIGHT) return null
  return y < HEAD_HEIGHT ? findEvent(scene, x) : findSegment(scene, x, y)
}

function findEvent(scene: Scene, x: number): Found | null {
  const from = timeAt(scene, x - NEAR)
  const to = timeAt(scene, x + NEAR)
  const first = firstAfter(scene.events, from, ({ createTime }) => createTime)
  const behind = firstAfter(scene.events, to, ({ createTime }) => createTime)
  const event = scene.events[first]
  return event === undefined || behind <= first ? null : { type: 'event', event, more: behind - first - 1 }
}

function findSegment(scene: Scene, x: number, y: number): Found | null {
  const row = scene.rows[Math.floor((y - HEAD_HEIGHT + scene.scrollTop) / scene.rowHeight)]
  if (row === undefined) return null
  const time = timeAt(scene, x)
  const index = firstAfter(row.segments, time, endOf)
  const near = [row.segments[index], row.segments[index - 1]]
  const segment = failureNear(scene, row.segments, x) ?? near.find((one) => one !== undefined && isAt(scene, one, x))
  return segment === undefined ? null : { type: 'segment', task: row.task, segment }
}

/** A short failure is drawn over its neighbours, and so it is found before them. */
function failureNear(scene: Scene, segments: readonly Segment[], x: number): Segment | undefined {
  const from = timeAt(scene, x - NEAR)
  const to = timeAt(scene, x + NEAR)
  for (let index = firstAfter(segments, from, endOf); index < segments.length; index += 1) {
    const segment = segments[index]
    if (segment === undefined || segment.from > to) return undefined
    if (isFailure(segment) && isAt(scene, segment, x)) return segment
  }
  return undefined
}

/** Very short segments have a margin, so that they can be hit. */
function isAt(scene: Scene, { from, to }: Segment, x: number): boolean {
  const end = xOf(scene, to ?? scene.end)
  const start = xOf(scene, from)
  const room = Math.max(0, (NEAR - (end - start)) / 2)
  return start - room <= x && x <= end + room
}
