// Everything that must hold before a commit. All stages run, so that one run shows all problems.
import { spawnSync } from 'node:child_process'

const STAGES = {
  format: 'format:check',
  lint: 'lint',
  types: 'types',
  unused: 'unused',
  api: 'api',
  spelling: 'spelling',
  lines: 'lines',
  links: 'links',
  coverage: 'coverage',
  tests: 'test',
}

const run = ([name, script]) => {
  const startedAt = performance.now()
  console.log(`\n── ${name}`)
  const { status } = spawnSync('npm', ['run', '--silent', script], { stdio: 'inherit' })
  return { name, passed: status === 0, seconds: ((performance.now() - startedAt) / 1000).toFixed(1) }
}

const results = Object.entries(STAGES).map(run)
console.log()
for (const { name, passed, seconds } of results) console.log(`${passed ? 'ok    ' : 'FAILED'}  ${name} (${seconds} s)`)
process.exitCode = results.every(({ passed }) => passed) ? 0 : 1
