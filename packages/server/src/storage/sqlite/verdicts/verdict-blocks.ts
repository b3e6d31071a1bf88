import type { SqliteConnection } from '../file/connection.ts'
import type { VerdictStreak } from './verdict-streaks.ts'

/*
 * Records which blocks of verdict ids hold the verdicts on a block of offsets. It leads from an event to its verdicts as an
 * index would, and costs nothing for a verdict that lies next to others on the same block of events.
 */

/** Offsets of a block. Few, since looking up one event reads all verdicts on its block. */
const EVENTS_OF_BLOCK = 16
/** Ids of a block. */
const VERDICTS_OF_BLOCK = 64

const ADD = 'INSERT OR IGNORE INTO verdict_blocks (event_block, verdict_block) VALUES (?, ?)'
const DELETE = 'DELETE FROM verdict_blocks WHERE event_block < ?'

/** Selects the verdicts of all blocks that hold verdicts on some offsets; `offsets` selects a column `offset`. */
export const verdictsBeside = (offsets: string): string => `
(SELECT DISTINCT verdict_block FROM verdict_blocks WHERE event_block IN (
  SELECT offset / ${EVENTS_OF_BLOCK} FROM (${offsets})
)) CROSS JOIN verdicts
ON id BETWEEN verdict_block * ${VERDICTS_OF_BLOCK} AND verdict_block * ${VERDICTS_OF_BLOCK} + ${VERDICTS_OF_BLOCK - 1}`

/** Records the blocks of new verdicts. It remembers what it has recorded for the newest block of ids, and skips that. */
export class VerdictBlocks {
  readonly #eventBlocks = new Set<number>()
  #block = -1

  note(connection: SqliteConnection, { first, others }: VerdictStreak): void {
    const block = Math.floor(first.id / VERDICTS_OF_BLOCK)
    if (block !== this.#block) this.forget()
    this.#block = block
    this.#noteEvent(connection, first.eventOffset)
    for (let index = 1; index < others.length; index += 2) {
      this.#noteEvent(connection, first.eventOffset + (others[index] ?? 0))
    }
  }

  /** Must be called when the store may lack what was recorded: a commit failed, or something was swept. */
  forget(): void {
    this.#eventBlocks.clear()
    this.#block = -1
  }

  #noteEvent(connection: SqliteConnection, offset: number): void {
    const eventBlock = eventBlockOf(offset)
    if (this.#eventBlocks.has(eventBlock)) return
    connection.statement(ADD).run(eventBlock, this.#block)
    this.#eventBlocks.add(eventBlock)
  }
}

/** Removes the records of the events up to an offset, when these are swept. */
export function sweepVerdictBlocks(connection: SqliteConnection, lastOffset: number): void {
  connection.statement(DELETE).run(eventBlockOf(lastOffset + 1))
}

const eventBlockOf = (offset: number): number => Math.floor(offset / EVENTS_OF_BLOCK)
