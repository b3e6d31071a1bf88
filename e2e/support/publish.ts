import { publish } from '../../scripts/release/publication.ts'

/** Publishes the tarballs that the first argument lists as JSON, with the flags of npm that follow. */
const [tarballs = '[]', ...flags] = process.argv.slice(2)
publish(JSON.parse(tarballs), flags)
