import { writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { TestUserConfig } from 'vitest/config'
import type { Reporter, SerializedError, TestModule } from 'vitest/node'

/** The results of a suite, for `summarize-tests.mjs`: a text for each failure, wherever it came from. */
export interface TestReport {
  readonly passed: number
  readonly failures: readonly string[]
}

/** Also writes the results of a suite as JSON, if `TEST_REPORTS` names a folder for it. */
export const reportsTo = (suite: string): Pick<TestUserConfig, 'reporters'> => {
  const folder = process.env.TEST_REPORTS
  if (folder === undefined) return {}
  return { reporters: ['default', new ReportFile(join(folder, `${suite}.json`))] }
}

/** Writes the report after each file, so that a suite that is killed halfway still has one. */
class ReportFile implements Reporter {
  readonly #path: string
  readonly #started = new Set<TestModule>()

  constructor(path: string) {
    this.#path = path
  }

  onTestModuleStart(module: TestModule): void {
    this.#started.add(module)
    this.#write([...this.#started], [])
  }

  onTestModuleEnd(): void {
    this.#write([...this.#started], [])
  }

  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    this.#write(modules, errors)
  }

  #write(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    const passed = modules.reduce((sum, { children }) => sum + [...children.allTests('passed')].length, 0)
    const failures = [...modules.flatMap(failuresOf), ...errors.map((error) => `outside of tests: ${textOf(error)}`)]
    writeFileSync(this.#path, JSON.stringify({ passed, failures } satisfies TestReport))
  }
}

/** The failed tests, and the file itself if it could not be loaded or its process ended. */
function failuresOf(module: TestModule): readonly string[] {
  const file = relative(process.cwd(), module.moduleId)
  const failed = [...module.children.allTests('failed')].map(
    (test) => `${file} > ${test.fullName}: ${test.result().errors?.map(textOf).join('; ')}`,
  )
  const suites = [...module.children.allSuites()].flatMap((suite) => suite.errors())
  const others = [...module.errors(), ...suites].map((error) => `${file}: ${textOf(error)}`)
  if (failed.length + others.length > 0 || ['passed', 'skipped'].includes(module.state())) return [...failed, ...others]
  return [`${file}: did not finish (${module.state()})`]
}

function textOf({ message, cause }: SerializedError): string {
  return cause === undefined ? message : `${message} Cause: ${textOf(cause)}`
}
