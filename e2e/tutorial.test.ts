import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { isAsShown, type LessonStep, readLesson } from './support/lesson.ts'
import { Project } from './support/project.ts'
import { Registry } from './support/registry.ts'

const FOLDER = join(import.meta.dirname, '../docs/tutorial')
const PAGES = globSync('*.md', { cwd: FOLDER }).toSorted()
/** They look, and change nothing, so they may be repeated until the tasks have come so far. */
const LOOKS = /^npx aiflow (?:\S+ )?(?:show|list|logs|why|why-not)\b/

let registry: Registry
let project: Project

beforeAll(async () => {
  registry = await Registry.start()
  // The first step of the tutorial makes the folder.
  project = new Project({ registry, name: '.' })
})
afterAll(async () => {
  await project.remove()
  await registry.stop()
})

/** What a reader sees, who types these lines in the folder of the tutorial. */
async function type(lines: readonly string[]): Promise<string> {
  const script = ['export AIFLOW_SERVER_PORT=0 TZ=UTC', 'cd shop 2>/dev/null', 'set -e', ...lines].join('\n')
  const { exitCode, stdout } = await project.run('bash', '-c', `exec 2>&1\n${script}`)
  if (exitCode !== 0) throw new Error(`${lines.join('\n')}\nended with ${exitCode}:\n${stdout}`)
  return stdout
}

/** Gives what was printed where it is not what the page shows. */
async function follow(step: LessonStep): Promise<{ lines: readonly string[]; printed: string } | null> {
  if (step.type === 'file') {
    project.write(`shop/${step.name}`, step.text)
    return null
  }
  const { lines, output } = step
  let printed = await type(lines)
  const isShown = () => output === null || isAsShown(printed, output)
  const comesLater = async () => {
    printed = await type(lines)
    return isShown()
  }
  if (!isShown() && lines.every((line) => LOOKS.test(line))) {
    await vi.waitUntil(comesLater, { timeout: 60_000 }).catch(() => null)
  }
  return isShown() ? null : { lines, printed }
}

// Each page goes on where the one before ended.
test.for(PAGES)('the tutorial is true: %s', async (page) => {
  const steps = readLesson(readFileSync(join(FOLDER, page), 'utf8'))
  expect(steps).not.toEqual([])
  for (const step of steps) expect(await follow(step)).toBeNull()
})
