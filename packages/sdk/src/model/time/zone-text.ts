/** The offset of the time zone of this machine at a time in milliseconds since the epoch: `Z`, `+01:00` or `-03:30`. */
export function zoneText(timeMs: number): string {
  const minutes = -new Date(timeMs).getTimezoneOffset()
  if (minutes === 0) return 'Z'
  const distance = Math.abs(minutes)
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(distance / 60))}:${two(Math.floor(distance % 60))}`
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}
