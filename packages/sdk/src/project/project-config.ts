/** What the file `aiflow.config.ts` of a project says. Paths are relative to the folder of the file. */
export interface ProjectConfig {
  /**
   * The workflow files of the project: files, folders, and patterns such as `workflows/**\/*.ts`. One that begins with `!`
   * leaves files out. Default: the folder `workflows`, if there is one.
   */
  readonly workflows?: string | readonly string[]
  /** Workflows that `aiflow dev` starts, each once, as soon as they are uploaded. Default: none. */
  readonly start?: string | ProjectStart | readonly (string | ProjectStart)[]
  /** Files and folders that the tasks need, as with `--files`. Default: none. */
  readonly files?: string | readonly string[]
  /**
   * npm packages that the bundles do not contain, by name: workers install them, with the versions of the package-lock.json.
   * Packages with a native part need not be named. Default: none.
   */
  readonly external?: string | readonly string[]
  /** The namespace that commands use. Default: `default`. */
  readonly namespace?: string
  /** The URL of the server that commands use. Default: the server of the home. */
  readonly server?: string
  /** The folder of the server that runs on this machine: its store, token and logs. Default: `~/aiflow`. */
  readonly home?: string
  /** The port of the server that `aiflow dev` and `aiflow server start` run; 0 takes any free one. Default: 8000. */
  readonly port?: number
}

/** A workflow that `aiflow dev` starts, with what it is started with. */
export interface ProjectStart {
  /** The name of the workflow. */
  readonly workflow: string
  /** Default: the namespace that commands use. */
  readonly namespace?: string
  /** Parameters of the execution. Default: those of the workflow. */
  readonly parameters?: Readonly<Record<string, unknown>>
}

/** Returns the configuration unchanged, with its type checked. Export the result as the default of `aiflow.config.ts`. */
export function defineConfig(config: ProjectConfig): ProjectConfig {
  return config
}
