import { getSystemErrorMessage } from 'node:util'

/** What the file system refused, with advice; null for any other error. */
export function fileFaultOf(error: unknown): string | null {
  if (!(error instanceof Error) || !('path' in error) || typeof error.path !== 'string') return null
  if (!('code' in error) || !('errno' in error) || typeof error.errno !== 'number') return null
  const target = 'dest' in error && typeof error.dest === 'string' ? error.dest : error.path
  const reason = getSystemErrorMessage(error.errno) ?? String(error.code)
  return `"${target}" cannot be used: ${reason}. ${adviceOf(error.code)}`
}

function adviceOf(code: unknown): string {
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return 'Free some space on its disk, and try again.'
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return 'Check its owner and its permissions.'
    case 'EEXIST':
    case 'ENOTDIR':
      return 'Move away what is in its place.'
    case 'EIO':
      return 'Check its disk.'
    default:
      return 'Check the path.'
  }
}
