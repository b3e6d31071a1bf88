import type { SqliteConnection } from '../file/connection.ts'
import type { VerdictStreak } from './verdict-streaks.ts'

/*
 * In which blocks of ids the verdicts on a block of offsets stand. It leads from an event to what came of it as an index
 * would, and costs a verdict nothing that stands beside others on events of its block.
 */

/** Offsets of a block: few, since all that was decided on its events is read for one of them. */
const EVENTS_OF_BLOCK = 16
/** Ids of a block. */
const VERDICTS_OF_BLOCK = 64

const ADD = 'INSERT OR IGNORE INTO verdict_blocks (event_block, verdict_block) VALUES (?, ?)'
const DELETE = 'DELETE FROM verdict_blocks WHERE event_block < ?'

/** The verdicts of the blocks where those on some offsets stand; `offsets` selects a column `offset`. */
export const verdictsBeside = (offsets: string): string => `
(SELECT DISTINCT verdict_block FROM verdict_blocks WHERE event_block IN (
  SELECT offset / ${EVENTS_OF_BLOCK} FROM (${offsets})
)) CROSS JOIN verdicts
ON id BETWEEN verdict_block * ${VERDICTS_OF_BLOCK} AND verdict_block * ${VERDICTS_OF_BLOCK} + ${VERDICTS_OF_BLOCK - 1}`

/** Notes of new verdicts what is not noted yet, which it remembers of the newest block of ids. */
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

  /** To be called where the store may not hold what was noted: a commit failed, or something was swept. */
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

/** Removes what leads from the events up to an offset, when they go. */
export function sweepVerdictBlocks(connection: SqliteConnection, lastOffset: number): void {
  connection.statement(DELETE).run(eventBlockOf(lastOffset + 1))
}

const eventBlockOf = (offset: number): number => Math.floor(offset / EVENTS_OF_BLOCK)
