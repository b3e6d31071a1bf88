import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'

const CONDITIONS = {
  nothing: { condition: { type: 'event', event: { key: 'go' } } },
  cel: { condition: { type: 'cel', key: 'go', expression: 'event.key == "go"' } },
  pattern: { condition: { type: 'event', event: { key: 'go', filter: { matches: '^a' } } } },
  schema: { parameters: { type: 'object', properties: { size: { type: 'integer' } } } },
  interval: { schedules: [{ parameters: { day: '${dueTime}' } }] },
}

/** The libraries that a process has which does nothing but this. */
function loadedBy(stored: string): string[] {
  const program = `
    import { registerHooks } from 'node:module'
    registerHooks({ load(url, context, next) {
      const library = /(cel|pattern|schema)-library\\.ts$/.exec(url)?.[1]
      if (library !== undefined) console.log(library)
      return next(url, context)
    } })
    const { loadLibraries } = await import(${JSON.stringify(new URL('load-libraries.ts', import.meta.url).href)})
    loadLibraries(${stored})`
  const words = ['--conditions=source', '--input-type=module', '--eval', program]
  return execFileSync(process.execPath, words, { cwd: import.meta.dirname, encoding: 'utf8' })
    .split('\n')
    .filter(Boolean)
    .sort()
}

test.each([
  ['nothing', []],
  ['cel', ['cel']],
  ['pattern', ['pattern']],
  ['schema', ['schema']],
  ['interval', ['cel', 'schema']],
] as const)('what a stored definition needs is loaded before a step needs it: %s', (name, libraries) => {
  expect(loadedBy(JSON.stringify(CONDITIONS[name]))).toEqual(libraries)
})

test('what is nested too deeply to be looked into may need everything', () => {
  const nested = `JSON.parse('['.repeat(100_000) + ']'.repeat(100_000))`
  expect(loadedBy(nested)).toEqual(['cel', 'pattern', 'schema'])
})
