import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { findInstalled, type InstalledPackage, isRecord, type PackageManifest } from './installed-package.ts'

/** Packages that build or find the native part of the package that depends on them. */
const LOADERS = [
  '@mapbox/node-pre-gyp',
  'bindings',
  'node-addon-api',
  'node-gyp-build',
  'node-gyp-build-optional-packages',
  'node-pre-gyp',
  'prebuild-install',
]
/** What only a package with a native part has beside its manifest. */
const NATIVE_ENTRIES = ['binding.gyp', 'prebuilds', 'build/Release']

/**
 * Whether a package has a native part, in itself or in a package for each platform. A bundle cannot contain it, and what it
 * finds its native part by does not work in a bundle either.
 */
export function isNative({ folder, manifest }: InstalledPackage): boolean {
  if (manifest.gypfile === true || manifest.napi !== undefined || manifest.binary !== undefined) return true
  if (isForPlatform(manifest) || dependsOn(manifest, LOADERS)) return true
  if (NATIVE_ENTRIES.some((entry) => existsSync(join(folder, entry)))) return true
  return namesOf(manifest.optionalDependencies).some((name) => {
    const found = findInstalled(name, folder)
    return found !== null && isForPlatform(found.manifest)
  })
}

/** A package for one platform names both. One that only macOS has, such as `fsevents`, is not needed elsewhere. */
function isForPlatform({ os, cpu }: PackageManifest): boolean {
  return Array.isArray(os) && Array.isArray(cpu)
}

function dependsOn({ dependencies }: PackageManifest, names: readonly string[]): boolean {
  return namesOf(dependencies).some((name) => names.includes(name))
}

function namesOf(dependencies: unknown): string[] {
  return isRecord(dependencies) ? Object.keys(dependencies) : []
}
