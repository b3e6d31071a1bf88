import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** The attempts of a home whose end the server has not stored, as the files of the worker say. */
export function unsettledAttempts(home: string): string[] {
  const children = join(home, 'worker', 'children')
  const journals = namesIn(children).flatMap((child) => journalsIn(join(children, child)))
  const inJournals = journals.flatMap(unsettledIn)
  // A journal that was cut off may have kept the assignment of an attempt alone, which another file says is settled.
  const settled = inJournals.some(({ isClaimed }) => !isClaimed) ? settledInChildren(home) : ''
  return [
    ...namesIn(join(home, 'worker', 'attempts')),
    ...inJournals
      .filter(({ attemptId, isClaimed }) => isClaimed || !settled.includes(` ${attemptId} settled `))
      .map(({ attemptId }) => attemptId),
  ]
}

function settledInChildren(home: string): string {
  const settled = join(home, 'worker', 'settled')
  const files = namesIn(settled).flatMap((day) => namesIn(join(settled, day)).map((name) => join(settled, day, name)))
  return files
    .filter((file) => /\/in-children\.\d+$/.test(file))
    .map((file) => readFileSync(file, 'utf8'))
    .join('')
}

function journalsIn(child: string): string[] {
  const names = statSync(child).isDirectory() ? namesIn(child) : []
  return names.filter((name) => /^attempts(\.\d+)?$/.test(name)).map((name) => join(child, name))
}

interface Unsettled {
  readonly attemptId: string
  readonly isClaimed: boolean
}

/** A line of the journal of a child is a checksum, an attempt, a kind, and what it says. */
function unsettledIn(journal: string): Unsettled[] {
  const unsettled = new Map<string, Unsettled>()
  const lines = existsSync(journal) ? readFileSync(journal, 'utf8').split('\n') : []
  for (const line of lines) {
    const [checksum = '', attemptId = '', kind] = line.split(' ')
    if (!/^[0-9a-f]{8}$/.test(checksum)) continue
    if (kind === 'assigned') unsettled.set(attemptId, { attemptId, isClaimed: false })
    else if (kind === 'claim') unsettled.set(attemptId, { attemptId, isClaimed: true })
    else if (kind === 'settled' || kind === 'withdrawn') unsettled.delete(attemptId)
  }
  return [...unsettled.values()]
}

function namesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : []
}
