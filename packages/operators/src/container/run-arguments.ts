/** A folder, a file or a volume that a container sees. */
export interface ContainerMount {
  /** The absolute path on the machine of the engine, or the name of a volume. */
  readonly source: string
  /** The absolute path in the container. */
  readonly target: string
  /** `false` by default. */
  readonly readOnly?: boolean
}

export interface ContainerResources {
  /** How many processors it may use at once, such as 0.5. No limit by default. */
  readonly cpus?: number
  /** How much memory it may use, in MiB. Its processes are killed if they need more. No limit by default. */
  readonly memoryMegabytes?: number
}

export interface RunParts {
  readonly name: string
  readonly image: string
  readonly command: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly labels: Readonly<Record<string, string>>
  readonly mounts: readonly ContainerMount[]
  readonly resources: ContainerResources
  readonly entrypoint: string | undefined
  readonly cwd: string | undefined
  readonly user: string | undefined
  readonly network: string | undefined
  readonly more: readonly string[]
}

/** Where a container writes its output. Its own layer, so that it is there when the container has ended. */
export const OUTPUT_FILE = '/tmp/aiflow-output.json'

/** The words of `run`. Values of variables are not among them: all users of a machine see the words of a command. */
export function runArguments(parts: RunParts): string[] {
  const { name, image, command, env, labels, mounts, resources, entrypoint, cwd, user, network, more } = parts
  return [
    'run',
    '--detach',
    '--pull=never',
    '--name',
    name,
    ...Object.entries(labels).flatMap(([label, value]) => ['--label', `${label}=${value}`]),
    ...Object.keys(env).flatMap((variable) => ['--env', variable]),
    ...mounts.flatMap((mount) => ['--mount', mountText(mount)]),
    ...(resources.cpus === undefined ? [] : ['--cpus', String(resources.cpus)]),
    ...(resources.memoryMegabytes === undefined ? [] : ['--memory', `${resources.memoryMegabytes}m`]),
    ...(entrypoint === undefined ? [] : ['--entrypoint', entrypoint]),
    ...(cwd === undefined ? [] : ['--workdir', cwd]),
    ...(user === undefined ? [] : ['--user', user]),
    ...(network === undefined ? [] : ['--network', network]),
    ...more,
    image,
    ...command,
  ]
}

function mountText({ source, target, readOnly = false }: ContainerMount): string {
  const type = source.startsWith('/') ? 'bind' : 'volume'
  return [`type=${type}`, `source=${source}`, `target=${target}`, ...(readOnly ? ['readonly'] : [])].join(',')
}
