import type { DeadLetterReads } from '../../reads/dead-letter-reads.ts'
import { listDeadLettersOfEvent } from '../events/causes.ts'
import type { Read } from '../file/connection.ts'
import { countDeadLetters, countDeadLettersUpTo, findDeadLetter, listDeadLetters } from '../tables/dead-letters.ts'

export function createDeadLetterReads(read: Read): DeadLetterReads {
  return {
    find: async (id) => read((connection) => findDeadLetter(connection, id)),
    list: async (page) => read((connection) => listDeadLetters(connection, page)),
    count: async () => read(countDeadLetters),
    countUpTo: async (limit) => read((connection) => countDeadLettersUpTo(connection, limit)),
    ofEvent: async (offset) => read((connection) => listDeadLettersOfEvent(connection, offset)),
  }
}
