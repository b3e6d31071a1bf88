const LONGEST = 214
const GERMAN: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss' }
const GERMAN_LETTERS = new RegExp(`[${Object.keys(GERMAN).join('')}]`, 'g')
/** Names that npm refuses, and those of packages that the project itself installs. */
const TAKEN = ['node_modules', 'favicon.ico', 'aiflow', 'node', 'typescript']

/** A name that npm accepts for the package in this folder. */
export function packageNameOf(folderName: string): string {
  const name = folderName
    .toLowerCase()
    .normalize('NFC')
    .replace(GERMAN_LETTERS, (letter) => GERMAN[letter] ?? letter)
    // Letters with marks become letters: é is e and a mark.
    .normalize('NFD')
    .replace(/\p{Mark}/gu, '')
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z0-9]+/, '')
    .slice(0, LONGEST)
    .replace(/[^a-z0-9]+$/, '')
  if (name === '') return 'my-workflows'
  return TAKEN.includes(name) ? `${name}-workflows` : name
}
