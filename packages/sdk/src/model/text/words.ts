/** Names of the API that people read by another word. */
const WORDS: Readonly<Record<string, string>> = { INIT: 'WAITING', PERIODIC: 'SCHEDULE' }

/** The word that people read for a status or for a type of execution. Programs get the name itself. */
export function wordOf(name: string): string {
  return WORDS[name] ?? name
}
