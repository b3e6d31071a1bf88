import { AIFlowError, isAIFlowError } from '@aiflow/sdk/internal/errors'

// Primary result codes, https://www.sqlite.org/rescode.html
const BUSY = 5
const LOCKED = 6
const READONLY = 8
const IOERR = 10
const CORRUPT = 11
const FULL = 13
const CANTOPEN = 14
const NOTADB = 26

/** Converts an SQLite error to an error of the store. A plain `Error` means a bug in the statement or its data. */
export function toStoreError(error: unknown, path: string): Error {
  if (isAIFlowError(error)) return error
  const code = primaryCodeOf(error)
  const reason = error instanceof Error ? error.message : String(error)
  const options = { details: { path, reason }, cause: error }
  if (code === FULL) return storeFull(path, reason, error)
  const advice = code === undefined ? undefined : adviceOf(code)
  if (advice !== undefined) {
    return new AIFlowError('STORE_UNAVAILABLE', `The store "${path}" cannot be used (${reason}). ${advice}`, options)
  }
  return new Error(`The store "${path}" refused a statement: ${reason}`, { cause: error })
}

export function storeFull(path: string, reason: string, cause?: unknown): AIFlowError {
  const message = `The disk of the store "${path}" is full. Free some space on it; the server then continues automatically.`
  return new AIFlowError('STORE_FULL', message, { details: { path, reason }, cause })
}

/** Whether SQLite, or the file system, says that the disk is full. */
export function isStoreFull(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return primaryCodeOf(error) === FULL || code === 'ENOSPC' || code === 'EDQUOT'
}

function primaryCodeOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return undefined
  return error.errcode & 0xff
}

function adviceOf(code: number): string | undefined {
  switch (code) {
    case BUSY:
    case LOCKED:
      return 'Close the other program that holds a lock on it.'
    case IOERR:
      return 'Check its disk.'
    case READONLY:
    case CANTOPEN:
      return 'Check that the file and its folder exist and that you may write to them.'
    case CORRUPT:
    case NOTADB:
      return 'It is damaged or not a store of AIFlow: restore a backup with "aiflow db restore BACKUP", or choose another home.'
    default:
      return undefined
  }
}
