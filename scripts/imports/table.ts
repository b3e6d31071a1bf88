/** By folder or file, what it may import besides itself: folders and files that have their own row. */
export type ImportTable = Readonly<Record<string, readonly string[]>>

/** For files that wire a package: all other folders except `testing`. */
const ALL = 'all'

const folders = (folder: string, rows: Readonly<Record<string, readonly string[] | typeof ALL>>): ImportTable => {
  const pathOf = (name: string) => (name === '.' ? folder : `${folder}/${name}`)
  const all = Object.keys(rows).filter((name) => name !== 'testing')
  return Object.fromEntries(
    Object.entries(rows).map(([name, imported]) => [pathOf(name), (imported === ALL ? all : imported).map(pathOf)]),
  )
}

/** Imports by the name of a package. A folder that is not named here may import every package. */
export const PACKAGES: ImportTable = {
  'packages/sdk': [],
  'packages/operators': ['packages/sdk'],
  'packages/server': ['packages/sdk'],
  'packages/worker': ['packages/sdk'],
  'packages/mcp': ['packages/sdk'],
  'packages/ui': ['packages/sdk'],
  'packages/cli': ['packages/mcp', 'packages/sdk', 'packages/server', 'packages/worker'],
  // Its templates are written for users, who have only the SDK.
  'packages/create': ['packages/sdk'],
  examples: ['packages/operators', 'packages/sdk'],
  e2e: ['packages/operators', 'packages/sdk'],
}

/**
 * Imports by path. A file belongs to the innermost folder with a row; `.` stands for `src` itself and folders without a row.
 * Tests may import anything of their package.
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
    // Loaded by each command in a project, so it stays light.
    project: [],
    internal: ALL,
    testing: ['model'],
  }),
  // An operator knows no other one, so that a workflow contains only those that it uses.
  ...folders('packages/operators/src', {
    options: [],
    programs: [],
    rest: [],
    container: ['options', 'programs'],
    flink: ['options', 'programs', 'rest'],
    http: ['options'],
    spark: ['options', 'programs', 'rest'],
    sql: ['options'],
    ssh: ['options', 'programs'],
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
    // Deciding is pure, so the scheduler and `why` can share it.
    rules: ['calendar', 'formulas', 'model', 'parameters'],
    storage: ['model'],
    'storage/sqlite': ['model', 'storage'],
    // The entry of the package for the command line.
    'storage/index.ts': ['storage', 'storage/sqlite'],
    log: ['model', 'storage'],
    metrics: ['log'],
    access: ['log', 'storage'],
    // Keys, and the values that they decrypt.
    secrets: ['config', 'log', 'storage'],
    timer: ['log', 'model', 'storage'],
    workers: ['access', 'log'],
    requests: ['access', 'calendar', 'config', 'log', 'model', 'rules', 'secrets', 'storage'],
    http: ['access', 'calendar', 'config', 'log', 'model', 'requests', 'secrets', 'storage'],
    // An entry of the package for the command line: what an upload checks without a store.
    check: ['http', 'rules'],
    why: ['formulas', 'log', 'model', 'rules', 'storage'],
    scheduler: ['calendar', 'formulas', 'log', 'model', 'parameters', 'rules', 'storage'],
    testing: ALL,
  }),
  // `child` is the process of a task. It communicates with the worker by messages and files only.
  ...folders('packages/worker/src', {
    '.': ALL,
    system: [],
    machine: ['system'],
    journal: ['system'],
    folders: ['journal', 'system'],
    link: ['folders', 'journal', 'system'],
    logs: ['.', 'children', 'journal', 'link', 'machine', 'system'],
    // Attempts on this machine, behind the interface that `attempts` uses.
    local: ['attempts', 'journal', 'logs', 'machine', 'system'],
    // Secrets of attempts: how they are given, and how output is masked. A part of it is a program of its own.
    masking: ['.', 'machine', 'system'],
    // The test of a connection, which is a program of its own.
    connections: ['masking'],
    // Environments of npm packages that the bundles of snapshots import.
    'npm-packages': ['folders', 'link', 'system'],
    commands: ['attempts', 'folders', 'journal', 'local', 'logs', 'machine', 'masking', 'system'],
    children: [
      '.',
      'attempts',
      'commands',
      'folders',
      'journal',
      'link',
      'local',
      'logs',
      'machine',
      'masking',
      'system',
    ],
    conditions: ['children', 'link', 'system'],
    // It supervises attempts wherever they run. Processes are the business of the launchers.
    attempts: ['journal', 'link', 'masking', 'system'],
    child: ['children', 'folders', 'journal', 'machine', 'masking', 'system'],
  }),
  // Tools do not know by which door they are called.
  ...folders('packages/mcp/src', {
    '.': ALL,
    answers: [],
    arguments: [],
    callers: ['arguments'],
    documentation: [],
    tools: ['answers', 'arguments', 'callers', 'documentation'],
    protocol: ['answers', 'callers', 'documentation', 'tools'],
    doors: ['callers', 'documentation', 'protocol'],
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

/** Folders that import no module of Node and no foreign package, so their results depend only on their arguments. */
export const PURE: readonly string[] = ['packages/server/src/model', 'packages/server/src/rules']

/** Foreign packages, and the only folders whose source may import them. */
export const RESERVED: ImportTable = {
  fastify: ['packages/server/src/http'],
  '@fastify/accept-negotiator': ['packages/server/src/http'],
  '@fastify/send': ['packages/server/src/http'],
  ws: ['packages/server/src/workers', 'packages/worker/src/link'],
  'node:sqlite': ['packages/operators/src/sql', 'packages/server/src/storage/sqlite', 'packages/server/src/testing'],
  pg: ['packages/operators/src/sql', 'packages/worker/src/connections'],
  aws4fetch: ['packages/worker/src/connections'],
  ajv: ['packages/server/src/parameters'],
  '@bufbuild/cel': ['packages/server/src/formulas'],
  re2js: ['packages/server/src/formulas'],
  'prom-client': ['packages/server/src/metrics'],
  '@modelcontextprotocol/sdk': ['packages/mcp/src/answers', 'packages/mcp/src/doors', 'packages/mcp/src/protocol'],
  minisearch: ['packages/mcp/src/documentation'],
}
