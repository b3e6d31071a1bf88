import type { TokenReads } from '../../reads/token-reads.ts'
import type { Read } from '../file/connection.ts'
import { readTokens } from '../tables/tokens.ts'

export function createTokenReads(read: Read): TokenReads {
  return {
    list: async () => read(readTokens),
  }
}
