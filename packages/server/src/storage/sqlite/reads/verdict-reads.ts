import type { VerdictReads } from '../../reads/verdict-reads.ts'
import type { Read } from '../file/connection.ts'
import { listNotMet } from '../verdicts/not-met.ts'
import { listVerdicts, listVerdictsOfEvent, listVerdictsOfRule, listVerdictsOfStep } from '../verdicts/verdicts.ts'

export function createVerdictReads(read: Read): VerdictReads {
  return {
    list: async (filter, page) => read((connection) => listVerdicts(connection, filter, page)),
    notMet: async (filter, maxCharacters) => read((connection) => listNotMet(connection, filter, maxCharacters)),
    ofEvent: async (of) => read((connection) => listVerdictsOfEvent(connection, of)),
    ofRule: async (of) => read((connection) => listVerdictsOfRule(connection, of)),
    ofStep: async (offset, limit) => read((connection) => listVerdictsOfStep(connection, offset, limit)),
  }
}
