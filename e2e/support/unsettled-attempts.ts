import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** The attempts of a home whose end the server has not stored, as the files of the worker say. */
export function unsettledAttempts(home: string): string[] {
  const children = join(home, 'worker', 'children')
  return [
    ...namesIn(join(home, 'worker', 'attempts')),
    ...namesIn(children).flatMap((child) => journalsIn(join(children, child)).flatMap(unsettledIn)),
  ]
}

function journalsIn(child: string): string[] {
  const names = statSync(child).isDirectory() ? namesIn(child) : []
  return names.filter((name) => /^attempts(\.\d+)?$/.test(name)).map((name) => join(child, name))
}

/** A line of the journal of a child is a checksum, an attempt, a kind, and what it says. */
function unsettledIn(journal: string): string[] {
  const unsettled = new Set<string>()
  const lines = existsSync(journal) ? readFileSync(journal, 'utf8').split('\n') : []
  for (const line of lines) {
    const [checksum = '', attemptId = '', kind] = line.split(' ')
    if (!/^[0-9a-f]{8}$/.test(checksum)) continue
    if (kind === 'assigned') unsettled.add(attemptId)
    else if (kind === 'settled' || kind === 'withdrawn') unsettled.delete(attemptId)
  }
  return [...unsettled]
}

function namesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : []
}
