import { existsSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'

/** Code that means the folder of its own file. What it finds there at run time is the bundle alone. */
const USES =
  /new URL\(\s*(?:'\.[^']*'|"\.[^"]*"|`\.[^`]*`)\s*,\s*import\.meta\.url|fileURLToPath\(\s*import\.meta\.url|import\.meta\.(?:dirname|filename)\b|(?<!(?:const|let|var)\s+)\b__(?:dirname|filename)\b/

/** For each of the author's files that looks for others beside itself, a sentence with its first such place. */
export function besideRemarks(sources: readonly string[], folder: string): string[] {
  return sources.flatMap((path) => {
    const found = existsSync(path) ? USES.exec(readFileSync(path, 'utf8')) : null
    if (found === null) return []
    const line = found.input.slice(0, found.index).split('\n').length
    const place = `${relative(folder, path)}:${line}`
    return [
      `Warning: ${place} means the folder of the file by "${wordOf(found[0])}". Tasks run from a bundle elsewhere: import what is beside the file, or upload it with -f and find it below context.files.`,
    ]
  })
}

function wordOf(use: string): string {
  return /import\.meta\.\w+|__\w+/.exec(use)?.[0] ?? use
}
