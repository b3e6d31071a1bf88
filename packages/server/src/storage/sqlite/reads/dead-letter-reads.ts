import type { DeadLetterReads } from '../../reads/dead-letter-reads.ts'
import { listDeadLettersOfEvent } from '../causes.ts'
import type { Read } from '../connection.ts'
import { countDeadLetters, findDeadLetter, listDeadLetters } from '../dead-letters.ts'

export function createDeadLetterReads(read: Read): DeadLetterReads {
  return {
    find: async (id) => read((connection) => findDeadLetter(connection, id)),
    list: async (page) => read((connection) => listDeadLetters(connection, page)),
    count: async () => read(countDeadLetters),
    ofEvent: async (offset) => read((connection) => listDeadLettersOfEvent(connection, offset)),
  }
}
