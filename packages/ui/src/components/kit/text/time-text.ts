const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Two units at most: `340 ms`, `12.4 s`, `3m 20s`, `5h 07m`, `12d 4h`. */
export function durationText(ms: number): string {
  const length = Math.max(0, ms)
  if (length < SECOND) return `${Math.round(length)} ms`
  if (length < 10 * SECOND) return `${(Math.floor(length / 100) / 10).toFixed(1)} s`
  if (length < MINUTE) return `${Math.floor(length / SECOND)} s`
  if (length < HOUR) return `${Math.floor(length / MINUTE)}m ${padded(Math.floor((length % MINUTE) / SECOND))}s`
  if (length < DAY) return `${Math.floor(length / HOUR)}h ${padded(Math.floor((length % HOUR) / MINUTE))}m`
  return `${Math.floor(length / DAY)}d ${Math.floor((length % DAY) / HOUR)}h`
}

/** `just now`, `12 s ago`, `3 min ago`, `in 2 h`, `5 d ago`: one unit, whole. */
export function agoText(time: number, now: number): string {
  const distance = now - time
  const length = Math.abs(distance)
  if (length < 2 * SECOND) return 'just now'
  const text = roughText(length)
  return distance < 0 ? `in ${text}` : `${text} ago`
}

function roughText(length: number): string {
  if (length < MINUTE) return `${Math.floor(length / SECOND)} s`
  if (length < HOUR) return `${Math.floor(length / MINUTE)} min`
  if (length < DAY) return `${Math.floor(length / HOUR)} h`
  return `${Math.floor(length / DAY)} d`
}

/** `2026-11-23 08:50:12`, in the time zone of the browser. */
export function dateText(time: number): string {
  const date = new Date(time)
  const day = `${date.getFullYear()}-${padded(date.getMonth() + 1)}-${padded(date.getDate())}`
  return `${day} ${padded(date.getHours())}:${padded(date.getMinutes())}:${padded(date.getSeconds())}`
}

function padded(value: number): string {
  return String(value).padStart(2, '0')
}
