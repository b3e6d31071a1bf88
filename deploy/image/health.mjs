// The health check of the image: health.mjs <URL of a server | socket of a worker>.
import { connect } from 'node:net'
import { exit } from 'node:process'

const LIMIT_MS = 4000
const [, , place = ''] = process.argv

setTimeout(() => exit(1), LIMIT_MS)
if (place.startsWith('http')) {
  // 507: the disk is full. Another start would not help, and reading still works.
  const { status } = await fetch(`${place}/readyz`).catch(() => ({ status: 0 }))
  exit(status === 200 || status === 507 ? 0 : 1)
} else {
  // A worker listens there for its tasks as long as it runs.
  connect(place)
    .once('connect', () => exit(0))
    .once('error', () => exit(1))
}
