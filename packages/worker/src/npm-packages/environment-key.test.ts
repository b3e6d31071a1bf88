import { expect, test } from 'vitest'
import { environmentKey, thisPlatform } from './environment-key.ts'

test('another lock, platform, C library or version of Node has another environment', () => {
  const here = { platform: 'linux', arch: 'x64', libc: 'glibc', abi: '137' }
  const others = [{ platform: 'darwin' }, { arch: 'arm64' }, { libc: 'musl' }, { abi: '141' }]
  const keys = [
    environmentKey('lock', here),
    environmentKey('other', here),
    ...others.map((other) => environmentKey('lock', { ...here, ...other })),
  ]
  expect(new Set(keys).size).toBe(keys.length)
  expect(environmentKey('lock', { ...here })).toBe(keys[0])
})

test('this machine is described', () => {
  const { libc, abi } = thisPlatform()
  expect(['glibc', 'musl', '']).toContain(libc)
  expect(abi).toMatch(/^\d+$/)
})
