import * as z from 'zod'
import { MAX_NPM_PACKAGES, MAX_NPM_PACKAGES_BYTES, MAX_NPM_ROOTS } from '../model/limits.ts'
import { fitsBytes } from './names.ts'

const NAME = '(?:@[A-Za-z0-9~_-][A-Za-z0-9._~-]*/)?[A-Za-z0-9~_-][A-Za-z0-9._~-]*'
const PACKAGE_NAME = new RegExp(`^${NAME}$`)
const PACKAGE_PATH = new RegExp(`^node_modules/${NAME}(?:/node_modules/${NAME})*$`)
const VERSION = /^\d+\.\d+\.\d+[0-9A-Za-z.+-]*$/
const INTEGRITY = /^(?:sha(?:1|256|384|512)-[A-Za-z0-9+/=]+\s*)+$/
/** Git repositories, addresses and folders have a colon or a slash. Another name of a package has both. */
const ALIAS = new RegExp(`^npm:${NAME}@[^:/]+$`)
const MAX_NAME = 214
const MAX_RANGE = 1024
const MAX_VERSION = 256
const MAX_PATH = 2048
const MAX_PLATFORMS = 100

const packageNameSchema = z.string().max(MAX_NAME).regex(PACKAGE_NAME, { error: 'must be the name of an npm package' })

/** Whether what depends on a package takes it from a registry, whatever its version. */
export function isRegistrySpec(spec: string): boolean {
  return !/[:/]/.test(spec) || ALIAS.test(spec)
}

/** Whether a text may be the name of a package. */
export function isPackageName(name: string): boolean {
  return packageNameSchema.safeParse(name).success
}

const rangeSchema = z
  .string()
  .max(MAX_RANGE)
  .refine(isRegistrySpec, { error: 'must be a version of a package in a registry' })
const rangesSchema = z.record(packageNameSchema, rangeSchema).optional()
const platformsSchema = z.array(z.string().max(MAX_NAME)).max(MAX_PLATFORMS).optional()

/** One package of a `package-lock.json`, without the address that it was fetched from: each worker has a registry of its own. */
const lockedPackageSchema = z
  .strictObject({
    /** Its own name, if it is installed under another one. */
    name: packageNameSchema.optional(),
    version: z.string().max(MAX_VERSION).regex(VERSION, { error: 'must be an exact version' }),
    integrity: z.string().max(MAX_RANGE).regex(INTEGRITY, { error: 'must be a digest' }).optional(),
    /** It comes within the package that contains it. */
    inBundle: z.literal(true).optional(),
    /** The others work without it. */
    optional: z.literal(true).optional(),
    hasInstallScript: z.literal(true).optional(),
    dependencies: rangesSchema,
    optionalDependencies: rangesSchema,
    bundleDependencies: z.array(packageNameSchema).optional(),
    os: platformsSchema,
    cpu: platformsSchema,
    libc: platformsSchema,
  })
  .refine(({ integrity, inBundle }) => integrity !== undefined || inBundle === true, {
    error: 'must have an integrity',
  })

/** The npm packages that a bundle imports and does not contain, with everything that they need. */
export const npmPackagesSchema = z
  .strictObject({
    /** What the bundle imports: the version of each, or `npm:name@version` for one with another name. */
    dependencies: z.record(packageNameSchema, rangeSchema),
    /** All packages, by their path below the folder of the environment, as in a `package-lock.json` of version 3. */
    locked: z.record(
      z.string().max(MAX_PATH).regex(PACKAGE_PATH, { error: 'must be the path of an npm package' }),
      lockedPackageSchema,
    ),
    /** Packages whose install scripts must not run. */
    withoutScripts: z.array(packageNameSchema).max(MAX_NPM_PACKAGES).optional(),
  })
  .superRefine(({ dependencies, locked }, context) => {
    const names = Object.keys(dependencies)
    const tooMany = (what: string, most: number) =>
      context.addIssue({ code: 'custom', message: `${what}: at most ${most}` })
    if (names.length === 0) context.addIssue({ code: 'custom', message: 'must name at least one package' })
    if (names.length > MAX_NPM_ROOTS) tooMany('packages that a bundle imports', MAX_NPM_ROOTS)
    if (Object.keys(locked).length > MAX_NPM_PACKAGES) tooMany('packages with what they need', MAX_NPM_PACKAGES)
    const missing = names.find((name) => locked[`node_modules/${name}`] === undefined)
    if (missing !== undefined)
      context.addIssue({ code: 'custom', message: `"${missing}" is not among the locked packages` })
    if (!fitsBytes(JSON.stringify(locked), MAX_NPM_PACKAGES_BYTES)) tooMany('bytes of JSON', MAX_NPM_PACKAGES_BYTES)
  })

/** A package that a bundle imports and does not contain. */
export const importedPackageSchema = z.object({ name: z.string(), version: z.string() })

export type LockedPackage = z.infer<typeof lockedPackageSchema>
export type NpmPackages = z.infer<typeof npmPackagesSchema>
export type ImportedPackage = z.infer<typeof importedPackageSchema>

/** The packages that a bundle imports, by name. */
export function importedPackages({ dependencies, locked }: NpmPackages): ImportedPackage[] {
  return Object.keys(dependencies)
    .sort()
    .map((name) => ({ name, version: locked[`node_modules/${name}`]?.version ?? '' }))
}
