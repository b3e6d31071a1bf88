import { setImmediate } from 'node:timers/promises'
import type { EventSender, SentEvent } from '../../reads/event-reads.ts'
import type { Read } from '../file/connection.ts'
import { BLOCK_SIZE } from './event-blocks.ts'

/** Blocks that one statement looks at, for each sender. */
const FIRST_BLOCKS = 4
const MOST_BLOCKS = 64

/** A sender whose last event was not found yet, and the block before which to search. */
interface Search extends EventSender {
  readonly place: number
  readonly before: number
}

interface Looked {
  readonly place: number
  /** Offset of the event; null if none of the blocks has one. */
  readonly offset: number | null
  /** The lowest block that was searched; null if there was none. */
  readonly lowest: number | null
}

const BLOCKS = `
SELECT block FROM event_senders
WHERE
  sender = json_extract(search.value, '$.sender') AND namespace = json_extract(search.value, '$.namespace')
  AND block < json_extract(search.value, '$.before')
ORDER BY block DESC LIMIT ?2`

const LOOK = `
SELECT
  json_extract(search.value, '$.place') AS place,
  (
    SELECT events.offset FROM (${BLOCKS}) AS blocks CROSS JOIN events
    WHERE
      events.offset >= blocks.block * ${BLOCK_SIZE} AND events.offset < (blocks.block + 1) * ${BLOCK_SIZE}
      AND events.kind = 'user' AND events.sender = json_extract(search.value, '$.sender')
      AND events.namespace = json_extract(search.value, '$.namespace')
      AND events.principal = json_extract(search.value, '$.principal')
    ORDER BY blocks.block DESC, events.offset DESC LIMIT 1
  ) AS offset,
  (SELECT min(block) FROM (${BLOCKS})) AS lowest
FROM json_each(?1) AS search`

const SELECT = `
SELECT offset, key, create_time AS createTime FROM events WHERE offset IN (SELECT value FROM json_each(?))`

/**
 * The last event of each sender, null if it sent none. Each statement searches for all senders at once, and further back
 * than the one before. Others may run between two statements.
 */
export async function listLastSentEvents(read: Read, senders: readonly EventSender[]): Promise<(SentEvent | null)[]> {
  const offsets = new Map<number, number>()
  let open: Search[] = senders.map((sender, place) => ({ ...sender, place, before: Number.MAX_SAFE_INTEGER }))
  for (let blocks = FIRST_BLOCKS; open.length > 0; blocks = Math.min(2 * blocks, MOST_BLOCKS)) {
    if (blocks > FIRST_BLOCKS) await setImmediate()
    const looked = read((connection) => connection.all<Looked>(LOOK, JSON.stringify(open), blocks))
    for (const { place, offset } of looked) if (offset !== null) offsets.set(place, offset)
    const lowest = new Map(looked.map((row) => [row.place, row.lowest]))
    open = open.flatMap((search) => {
      const before = lowest.get(search.place) ?? null
      return before === null || offsets.has(search.place) ? [] : [{ ...search, before }]
    })
  }
  const found = read((connection) => connection.all<SentEvent>(SELECT, JSON.stringify([...offsets.values()])))
  const events = new Map(found.map((event) => [event.offset, event]))
  return senders.map((_, place) => events.get(offsets.get(place) ?? 0) ?? null)
}
