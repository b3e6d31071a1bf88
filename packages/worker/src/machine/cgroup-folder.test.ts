import { expect, test } from 'vitest'
import { parseMounts, parseOwn } from './cgroup-folder.ts'

test('mounts of both versions are told apart, whatever optional fields they have', () => {
  const text = [
    '25 1 0:23 / /proc rw,nosuid shared:5 - proc proc rw',
    '37 32 0:34 / /sys/fs/cgroup/pids rw,relatime shared:9 - cgroup cgroup rw,pids',
    '41 31 0:38 /docker/abc /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate',
  ].join('\n')
  expect(parseMounts(text)).toEqual([
    { path: '/sys/fs/cgroup/pids', root: '/', controllers: ['rw', 'pids'] },
    { path: '/sys/fs/cgroup', root: '/docker/abc', controllers: [] },
  ])
})

test('the groups of a process are read for each hierarchy', () => {
  expect(parseOwn('4:cpu,cpuacct:/a\n1:name=systemd:/\n0::/user.slice/a:b\n')).toEqual([
    { controllers: ['cpu', 'cpuacct'], path: '/a' },
    { controllers: ['name=systemd'], path: '/' },
    { controllers: [], path: '/user.slice/a:b' },
  ])
})
