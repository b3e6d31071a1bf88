/** By folder or file, what it may import besides itself: folders and files that have a row of their own. */
export type ImportTable = Readonly<Record<string, readonly string[]>>

/** For what wires a package: all the others but `testing`. */
const ALL = 'all'

const folders = (folder: string, rows: Readonly<Record<string, readonly string[] | typeof ALL>>): ImportTable => {
  const pathOf = (name: string) => (name === '.' ? folder : `${folder}/${name}`)
  const all = Object.keys(rows).filter((name) => name !== 'testing')
  return Object.fromEntries(
    Object.entries(rows).map(([name, imported]) => [pathOf(name), (imported === ALL ? all : imported).map(pathOf)]),
  )
}

/** What is imported by the name of its package. A folder that is not named here may import every package. */
export const PACKAGES: ImportTable = {
  'packages/sdk': [],
  'packages/server': ['packages/sdk'],
  'packages/worker': ['packages/sdk'],
  'packages/ui': ['packages/sdk'],
  'packages/cli': ['packages/sdk', 'packages/server', 'packages/worker'],
  examples: ['packages/sdk'],
  e2e: ['packages/sdk'],
}

/**
 * What source imports by its path. A file belongs to the innermost folder with a row; `.` is what lies in `src` itself and
 * in folders without a row. Tests may import what they like of their package.
 */
export const FOLDERS: ImportTable = {
  ...folders('packages/sdk/src', {
    '.': ALL,
    errors: [],
    model: ['errors'],
    wire: ['model'],
    authoring: ['.', 'errors', 'model', 'wire'],
    client: [
      'client/events',
      'client/executions',
      'client/server',
      'client/transport',
      'client/workflows',
      'model',
      'wire',
    ],
    'client/transport': ['errors', 'model', 'wire'],
    'client/events': ['client/transport', 'model', 'wire'],
    'client/executions': ['client/transport', 'model', 'wire'],
    'client/server': ['client/transport', 'model', 'wire'],
    'client/workflows': ['client/transport', 'model', 'wire'],
    files: [],
    internal: ALL,
    testing: ['model'],
  }),
  // The doors (http, timer, workers) and the scheduler meet in the log and the store, and never import each other. None
  // of them knows which store it is, and requests know no door.
  ...folders('packages/server/src', {
    '.': ALL,
    model: [],
    formulas: [],
    calendar: [],
    config: [],
    parameters: ['formulas'],
    // What decides is pure, so the scheduler and what explains can share it.
    rules: ['calendar', 'formulas', 'model', 'parameters'],
    storage: ['model'],
    'storage/sqlite': ['model', 'storage'],
    // The entry of the package for the command line.
    'storage/index.ts': ['storage', 'storage/sqlite'],
    log: ['model', 'storage'],
    metrics: ['log'],
    access: ['log', 'storage'],
    timer: ['log', 'model', 'storage'],
    workers: ['access', 'log'],
    requests: ['access', 'calendar', 'config', 'log', 'model', 'rules', 'storage'],
    http: ['access', 'calendar', 'config', 'log', 'model', 'requests', 'storage'],
    // An entry of the package for the command line: what an upload checks without a store.
    check: ['http', 'rules'],
    why: ['formulas', 'log', 'model', 'rules', 'storage'],
    scheduler: ['calendar', 'formulas', 'log', 'model', 'parameters', 'rules', 'storage'],
    testing: ALL,
  }),
  // `child` is the process of a task: it knows the worker by messages and files only.
  ...folders('packages/worker/src', {
    '.': ALL,
    system: [],
    machine: ['system'],
    journal: ['system'],
    folders: ['journal', 'system'],
    link: ['folders', 'journal', 'system'],
    logs: ['.', 'children', 'journal', 'link', 'machine', 'system'],
    // What runs on this machine, as `attempts` sees it.
    local: ['attempts', 'journal', 'logs', 'machine', 'system'],
    commands: ['attempts', 'folders', 'journal', 'local', 'logs', 'machine', 'system'],
    children: ['.', 'attempts', 'commands', 'folders', 'journal', 'link', 'local', 'logs', 'machine', 'system'],
    conditions: ['children', 'link', 'system'],
    // It supervises attempts wherever they run: processes are the launchers' business.
    attempts: ['journal', 'link', 'system'],
    child: ['children', 'folders', 'journal', 'machine', 'system'],
  }),
  // Output knows no command and no session.
  ...folders('packages/cli/src', { '.': ['output'], output: [] }),
  ...folders('packages/ui/src', {
    '.': ALL,
    theme: [],
    data: ['theme'],
    components: ['data', 'theme'],
    views: ['app', 'components', 'data', 'theme'],
    app: ALL,
  }),
}

/** Folders that import no module of Node and no package but ours: what they do depends on their arguments alone. */
export const PURE: readonly string[] = ['packages/server/src/model', 'packages/server/src/rules']

/** Packages of others, and the folders whose source alone may import them. */
export const RESERVED: ImportTable = {
  fastify: ['packages/server/src/http'],
  '@fastify/static': ['packages/server/src/http'],
  ws: ['packages/server/src/workers', 'packages/worker/src/link'],
  'node:sqlite': ['packages/server/src/storage/sqlite', 'packages/server/src/testing'],
  ajv: ['packages/server/src/parameters'],
  '@bufbuild/cel': ['packages/server/src/formulas'],
  re2js: ['packages/server/src/formulas'],
  'prom-client': ['packages/server/src/metrics'],
}
