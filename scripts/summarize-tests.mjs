// summarize-tests.mjs FOLDER SUITE... -- BROKEN...: adds up the JSON reports of the suites. The last line of its output is
// "N passed, N failed". A suite that wrote no report, and one that is broken without a failed test, counts as one failure,
// so the line never says that all is well when it is not. Runs on any Node since 18.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const readReport = (folder, suite) => {
  try {
    return JSON.parse(readFileSync(join(folder, `${suite}.json`), 'utf8'))
  } catch {
    return undefined
  }
}

/** A file that could not be loaded has no tests that could fail, so it counts itself. */
const countUnloaded = ({ testResults }) =>
  testResults.filter(({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0).length

const summarize = (suite, report, isBroken) => {
  if (report === undefined) return { suite, passed: 0, failed: 1, note: 'wrote no report' }
  const passed = report.numPassedTests
  const failed = report.numFailedTests + countUnloaded(report)
  if (failed > 0) return { suite, passed, failed, note: '' }
  if (isBroken) return { suite, passed, failed: 1, note: 'failed outside its tests, see above' }
  return { suite, passed, failed, note: passed === 0 ? 'ran no test' : '' }
}

const [folder, ...words] = process.argv.slice(2)
const suites = words.slice(0, words.indexOf('--'))
const broken = words.slice(words.indexOf('--') + 1)
const results = suites.map((suite) => summarize(suite, readReport(folder, suite), broken.includes(suite)))

console.log()
for (const { suite, passed, failed, note } of results) {
  console.log(`${suite}: ${passed} passed, ${failed} failed${note && ` (${note})`}`)
}
const passed = results.reduce((sum, result) => sum + result.passed, 0)
const failed = results.reduce((sum, result) => sum + result.failed, 0)
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 || passed === 0 || broken.length > 0 ? 1 : 0
