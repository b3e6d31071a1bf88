import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'

/* Fails on import cycles, through lazy `import()` and types too, and prints them: node scripts/import-cycles.mjs FOLDER… */

const IMPORT = /(?:\bfrom|\bimport)\s*\(?\s*'(\.[^']+)'/g

for (const folder of process.argv.slice(2)) {
  const files = globSync(`${folder}/**/*.{ts,tsx}`)
  const graph = new Map(files.map((file) => [file, importsOf(file)]))
  for (const cycle of cyclesOf(graph)) {
    console.error(`These files import each other: ${cycle.join(', ')}`)
    process.exitCode = 1
  }
}

function importsOf(file) {
  const text = readFileSync(file, 'utf8')
  const found = [...text.matchAll(IMPORT)].map(([, path]) => normalize(join(dirname(file), path)))
  return [...new Set(found)].filter((path) => existsSync(path))
}

/** The strongly connected components of more than one file, after Tarjan. */
function cyclesOf(graph) {
  const [order, low, stack, cycles] = [new Map(), new Map(), [], []]
  const visit = (file) => {
    order.set(file, order.size)
    low.set(file, order.get(file))
    stack.push(file)
    for (const next of graph.get(file) ?? []) {
      if (!order.has(next)) visit(next)
      if (stack.includes(next)) low.set(file, Math.min(low.get(file), low.get(next)))
    }
    if (low.get(file) !== order.get(file)) return
    const component = stack.splice(stack.indexOf(file))
    if (component.length > 1) cycles.push(component)
  }
  for (const file of graph.keys()) if (!order.has(file)) visit(file)
  return cycles
}
