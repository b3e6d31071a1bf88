import { REQUIRED_NODE_MAJOR } from './project-node.ts'

/** Versions of what a project installs besides AIFlow. */
export const TOOLS = { '@types/node': '^24.19.2', typescript: '^7.0.2' } as const

export interface ManifestOptions {
  readonly name: string
  /** Of this package, and so of AIFlow. */
  readonly version: string
  /** The packages that bring a Node to the project. */
  readonly nodes: Readonly<Record<string, string>>
}

/** The `package.json` of a project. */
export function manifestOf({ name, version, nodes }: ManifestOptions): string {
  const bringsNode = Object.keys(nodes).length > 0
  const manifest = {
    name,
    version: '0.0.0',
    private: true,
    type: 'module',
    ...(bringsNode ? {} : { engines: { node: `>=${REQUIRED_NODE_MAJOR}` } }),
    scripts: {
      dev: 'aiflow dev',
      check: 'aiflow workflow check',
      // By its path, because yarn 1 puts the Node that runs yarn before all others.
      test: `${bringsNode ? 'node_modules/.bin/' : ''}node --test "test/*.test.ts"`,
      typecheck: 'tsc',
    },
    // Before version 1 these two move together; a range would let one of them run ahead only by a patch.
    dependencies: { '@aiflow/sdk': `^${version}`, aiflow: `^${version}` },
    devDependencies: TOOLS,
    ...(bringsNode ? { optionalDependencies: nodes } : {}),
    // What esbuild does there only saves time; a package manager asks whether it may.
    allowScripts: { esbuild: true },
  }
  return `${JSON.stringify(manifest, null, 2)}\n`
}
