import type { TokenReads } from '../../reads/token-reads.ts'
import type { Read } from '../connection.ts'
import { readTokens } from '../tokens.ts'

export function createTokenReads(read: Read): TokenReads {
  return {
    list: async () => read(readTokens),
  }
}
