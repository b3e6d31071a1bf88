/** An entry of the SDK for users. */
interface Entry {
  /** Below `packages/sdk/src`. */
  readonly file: string
  readonly about: string
}

/** By the name that their folder has on the site. */
export const ENTRIES: Readonly<Record<string, Entry>> = {
  sdk: { file: 'index.ts', about: 'Workflows, tasks, rules and conditions: what a workflow file imports.' },
  client: { file: 'client/index.ts', about: 'Everything that the server offers over HTTP, in Node and in browsers.' },
  config: { file: 'project/index.ts', about: 'The configuration of a project, aiflow.config.ts.' },
  files: { file: 'files/index.ts', about: 'Opens the files of a home safely. For Node only.' },
}

/** What an import of the entry names. */
export const specifierOf = (entry: string): string => (entry === 'sdk' ? '@aiflow/sdk' : `@aiflow/sdk/${entry}`)
