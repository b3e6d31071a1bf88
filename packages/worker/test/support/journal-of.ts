import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AttemptFiles } from '../../src/journal/attempt-files.ts'
import { Journal } from '../../src/journal/journal.ts'
import { workerHome } from '../../src/worker-home.ts'

/** The files of an attempt that is not settled, as the next worker would find them. Null if there are none. */
export function unsettledFiles(home: string, attemptId: string): AttemptFiles | null {
  const journal = new Journal({ ...workerHome(home), now: Date.now })
  return journal.unsettled().find((files) => files.attemptId === attemptId) ?? null
}

/** Whether anything has claimed the attempt. */
export function isClaimed(home: string, attemptId: string): boolean {
  return unsettledFiles(home, attemptId)?.readClaim().type === 'claimed'
}

/** The files with the lines about attempts of code, of children that may still get attempts. */
export function childJournals(home: string): string[] {
  const { children } = workerHome(home)
  const paths = readdirSync(children).map((childId) => join(children, childId, 'attempts'))
  return paths.filter((path) => existsSync(path))
}

/** Removes the claims of attempts of code, as if they had never been written. */
export function cutClaims(home: string): void {
  cutLines(home, (_attemptId, kind) => kind === 'claim')
}

/** Removes all lines about an attempt. */
export function cutAttempt(home: string, attemptId: string): void {
  cutLines(home, (id) => id === attemptId)
}

function cutLines(home: string, isMeant: (attemptId: string, kind: string) => boolean): void {
  for (const path of childJournals(home)) {
    const lines = readFileSync(path, 'utf8').split('\n')
    const kept = lines.filter((line) => {
      const [, attemptId = '', kind = ''] = line.split(' ')
      return !isMeant(attemptId, kind)
    })
    writeFileSync(path, kept.join('\n'))
  }
}
