const NOT_FOUND: readonly unknown[] = ['ENOTFOUND', 'EAI_AGAIN', 'EAI_NODATA', 'EAI_NONAME']
const NO_WAY: readonly unknown[] = ['EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL']
const TIMED_OUT: readonly unknown[] = ['ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT']
const CLOSED: readonly unknown[] = ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']
const TLS = /CERT|SELF_SIGNED|ISSUER|SSL|TLS|EPROTO/

export interface Destination {
  /** The name or address of the host alone. */
  readonly host: string
  /** Host and port, for people. */
  readonly place: string
}

/** What went wrong on the way to a service, in a sentence. */
export function networkFailure(error: unknown, { host, place }: Destination, signal: AbortSignal): string {
  if (signal.aborted) return `${place} did not answer in time.`
  const code = codeOf(error)
  if (NOT_FOUND.includes(code)) return `The host "${host}" is not found.`
  if (code === 'ECONNREFUSED') return `Nothing answers at ${place}: the connection is refused.`
  if (NO_WAY.includes(code)) return `There is no way to ${place} (${code}).`
  if (TIMED_OUT.includes(code)) return `${place} did not answer in time.`
  if (CLOSED.includes(code)) return `${place} closed the connection before it answered.`
  const message = messageOf(error)
  if (TLS.test(code)) return `${place} cannot be trusted, or does not use TLS (${code}): ${message}.`
  return `${place} cannot be reached: ${message}.`
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return ''
  if ('code' in error && typeof error.code === 'string') return error.code
  return error.cause === undefined ? '' : codeOf(error.cause)
}

/** The innermost reason, without the period at its end. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.cause instanceof Error && error.cause.message !== '') return messageOf(error.cause)
  return error.message.trim().replace(/\.$/, '')
}
