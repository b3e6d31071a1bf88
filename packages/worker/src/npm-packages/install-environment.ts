import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { isObject, parseJson } from '../system/parse-json.ts'
import { nodeHeaders } from './node-headers.ts'

type Variables = Readonly<Record<string, string>>

/** Variables of AIFlow itself, with which npm has nothing to do. */
const OURS = /^AIFLOW_/
/** What a build needs of the settings of npm. None of them is a secret. */
const BUILD_SETTINGS = ['cafile', 'disturl', 'https-proxy', 'noproxy', 'proxy', 'python', 'strict-ssl']

/** For npm while it fetches: the environment of the worker with the settings of npm, and no code of a package runs. */
export function fetchEnvironment(own: NodeJS.ProcessEnv): Variables {
  const entries = Object.entries(own).filter((entry): entry is [string, string] => {
    return entry[1] !== undefined && !OURS.test(entry[0])
  })
  return { ...Object.fromEntries(entries), PATH: withThisNode(own.PATH) }
}

/**
 * For install scripts: what tasks inherit, with an empty home. Neither the settings of npm, which may hold tokens, nor variables
 * of the worker reach them. `home` is an empty folder. `settings` is what `npm config list --json` says, which leaves secrets out.
 */
export function scriptEnvironment(inherited: Variables, settings: string, home: string): Variables {
  const given = fieldsOf(settings)
  const headers = nodeHeaders(typeof given.nodedir === 'string' ? given.nodedir : null)
  const kept = BUILD_SETTINGS.flatMap((name) => {
    const value = textOf(given[name])
    return value === null ? [] : [[`npm_config_${name.replaceAll('-', '_')}`, value] as const]
  })
  return {
    ...inherited,
    ...Object.fromEntries(kept),
    PATH: withThisNode(inherited.PATH),
    HOME: home,
    // Neither exists.
    npm_config_userconfig: join(home, '.npmrc'),
    npm_config_globalconfig: join(home, 'npmrc'),
    npm_config_cache: join(home, '.npm'),
    // Headers that an earlier build fetched.
    npm_config_devdir: textOf(given.devdir) ?? join(homedir(), '.cache', 'node-gyp'),
    ...(headers === null ? {} : { npm_config_nodedir: headers }),
  }
}

/** What is built is for the Node of this worker, so a build that runs `node` runs this one. */
function withThisNode(path = '/usr/local/bin:/usr/bin:/bin'): string {
  return `${dirname(process.execPath)}:${path}`
}

function fieldsOf(json: string): Readonly<Record<string, unknown>> {
  const value = parseJson(json)
  return isObject(value) ? value : {}
}

/** Null if it is not set. The password of a proxy is left out. */
function textOf(value: unknown): string | null {
  if (typeof value === 'boolean') return String(value)
  if (typeof value !== 'string' || value === '') return null
  return value.replace(/\/\/[^/@]*@/, '//')
}
