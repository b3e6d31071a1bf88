import { expect, test } from 'vitest'
import { fetchEnvironment, scriptEnvironment } from './install-environment.ts'

test('install scripts find what tasks inherit, an empty home, and settings of a build without passwords', () => {
  const settings = JSON.stringify({
    proxy: 'http://me:secret@proxy.example:8080',
    cafile: '/etc/ca.pem',
    '//packages.example/:_authToken': 'secret',
    _auth: 'secret',
    otp: 'secret',
    nodedir: '/not/there',
    'strict-ssl': true,
  })
  const found = scriptEnvironment({ PATH: '/bin', HOME: '/home/me', LANG: 'C' }, settings, '/made/home')
  expect(JSON.stringify(found)).not.toContain('secret')
  expect(found).toMatchObject({
    HOME: '/made/home',
    LANG: 'C',
    npm_config_proxy: 'http://proxy.example:8080',
    npm_config_cafile: '/etc/ca.pem',
    npm_config_strict_ssl: 'true',
    npm_config_userconfig: '/made/home/.npmrc',
  })
  expect(found.npm_config_nodedir).not.toBe('/not/there')
})

test('npm itself finds the environment of the worker, but nothing of AIFlow', () => {
  const found = fetchEnvironment({ PATH: '/bin', NPM_TOKEN: 'token', AIFLOW_TOKEN: 'ours', HOME: '/home/me' })
  expect(found).toMatchObject({ NPM_TOKEN: 'token', HOME: '/home/me' })
  expect(Object.keys(found)).not.toContain('AIFLOW_TOKEN')
})
