import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const SDK = fileURLToPath(new URL('../../packages/sdk', import.meta.url))

interface Manifest {
  readonly exports: Readonly<Record<string, { readonly default: string }>>
}

const { exports }: Manifest = JSON.parse(readFileSync(join(SDK, 'package.json'), 'utf8'))

const isClass = (value: unknown): value is { readonly name: string } =>
  typeof value === 'function' && value.toString().startsWith('class')

it('the classes of the built SDK have the names by which they are imported, as they are printed', async () => {
  const found: [exported: string, name: string][] = []
  for (const { default: file } of Object.values(exports)) {
    const entry: Record<string, unknown> = await import(join(SDK, file))
    for (const [exported, value] of Object.entries(entry)) if (isClass(value)) found.push([exported, value.name])
  }
  expect(found.length).toBeGreaterThan(10)
  expect(found.filter(([exported, name]) => exported !== name)).toEqual([])
})
