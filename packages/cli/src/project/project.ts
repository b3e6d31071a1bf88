/** What a project says in its configuration. All paths are absolute, or patterns below the folder. */
export interface Project {
  /** The configuration. */
  readonly file: string
  /** Its folder. */
  readonly folder: string
  /** Files, folders and patterns of workflow files; null if it does not say. */
  readonly workflows: readonly string[] | null
  readonly start: readonly Start[]
  /** Files and folders that the tasks need. */
  readonly files: readonly string[]
  /** Packages that bundles do not contain, by name. */
  readonly external: readonly string[]
  readonly namespace: string | null
  /** The URL of a server, or null. */
  readonly server: string | null
  /** An absolute path, or null. */
  readonly home: string | null
  readonly port: number | null
}

/** A workflow to start. */
export interface Start {
  readonly workflow: string
  /** Null for the namespace of the command. */
  readonly namespace: string | null
  readonly parameters: Readonly<Record<string, unknown>>
}
