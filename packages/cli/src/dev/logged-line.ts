const LOGGED = /^\d{4}-\d\d-\d\dT[\d:.]+Z (DEBUG|INFO|WARN|ERROR) +(.*)$/s
const FIELDS = / (\{".*\})$/s

/** A line of `context.logger` as somebody who watches wants it: without its time, the usual level, and the id of a request. */
export function loggedLine(line: string): string {
  const [, level, text = ''] = LOGGED.exec(line) ?? []
  if (level === undefined) return line
  const shown = withoutRequestId(text)
  return level === 'INFO' ? shown : `${level} ${shown}`
}

function withoutRequestId(text: string): string {
  const [end = '', json = ''] = FIELDS.exec(text) ?? []
  const fields = fieldsOf(json)
  if (fields?.requestId === undefined) return text
  const { requestId: _requestId, ...rest } = fields
  const message = text.slice(0, text.length - end.length)
  return Object.keys(rest).length === 0 ? message : `${message} ${JSON.stringify(rest)}`
}

/** Null for what only looks like fields. */
function fieldsOf(json: string): Record<string, unknown> | null {
  try {
    return JSON.parse(json) as Record<string, unknown>
  } catch {
    return null
  }
}
