import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createTemporaryFolder } from '../testing/temporary-folder.ts'
import { copyBlobs } from './copy-blobs.ts'
import { FolderBlobStorage } from './folder-blobs.ts'

let folder: Awaited<ReturnType<typeof createTemporaryFolder>>
let blobs: FolderBlobStorage

beforeEach(async () => {
  folder = await createTemporaryFolder()
  blobs = new FolderBlobStorage({ folder: join(folder.path, 'blobs') })
})

afterEach(() => folder.remove())

describe('blobs in a folder', () => {
  test('content comes back by its hash, byte for byte', async () => {
    for (const content of [Buffer.alloc(0), Buffer.from([0, 255, 10, 13]), Buffer.alloc(3_000_000, 'é')]) {
      const hash = await blobs.put(content)
      expect(hash).toBe(createHash('sha256').update(content).digest('hex'))
      expect(Buffer.compare(await blobs.get(hash), content)).toBe(0)
    }
  })

  test('the same content is stored once, also when put at the same time, and no drafts are left', async () => {
    const content = Buffer.from('same')
    const hashes = await Promise.all(Array.from({ length: 8 }, () => blobs.put(content)))
    expect(new Set(hashes).size).toBe(1)
    await blobs.put(content)
    const [hash = ''] = hashes
    expect(await readdir(join(folder.path, 'blobs', hash.slice(0, 2)))).toEqual([hash])
  })

  test('reading a damaged blob fails, and a put of its content replaces it', async () => {
    const content = Buffer.from('content')
    const hash = await blobs.put(content)
    const path = join(folder.path, 'blobs', hash.slice(0, 2), hash)
    for (const damage of ['', 'conten', 'something else']) {
      await writeFile(path, damage)
      await expect(blobs.get(hash)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE', details: { path } })
      await blobs.put(content)
      expect(Buffer.compare(await blobs.get(hash), content)).toBe(0)
    }
  })

  test.each(['a FIFO', 'a folder', 'a device'])(
    'reading a blob that is %s fails, and a put replaces it',
    async (damage) => {
      const content = Buffer.from('content')
      const hash = await blobs.put(content)
      const path = join(folder.path, 'blobs', hash.slice(0, 2), hash)
      await rm(path)
      if (damage === 'a FIFO') execFileSync('mkfifo', [path])
      else if (damage === 'a folder') await mkdir(path)
      else await symlink('/dev/zero', path)
      await expect(blobs.get(hash)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE', details: { path } })
      await blobs.put(content)
      expect(Buffer.from(await blobs.get(hash)).toString()).toBe('content')
    },
  )

  test('blobs are copied whole: a damaged target is replaced, and a damaged source is left out and named', async () => {
    const to = join(folder.path, 'copies')
    const contents = ['one', 'two', 'three'].map((text) => Buffer.from(text))
    const [one = '', two = '', three = ''] = await Promise.all(contents.map((content) => blobs.put(content)))
    await copyBlobs(join(folder.path, 'blobs'), to)
    await writeFile(join(to, one.slice(0, 2), one), 'on')
    await writeFile(join(folder.path, 'blobs', two.slice(0, 2), two), 'tw')
    await writeFile(join(folder.path, 'blobs', three.slice(0, 2), three), '')
    await rm(join(to, three.slice(0, 2), three))
    expect(await copyBlobs(join(folder.path, 'blobs'), to)).toEqual([three])
    const copies = new FolderBlobStorage({ folder: to })
    expect(Buffer.from(await copies.get(one)).toString()).toBe('one')
    expect(Buffer.from(await copies.get(two)).toString()).toBe('two')
    expect(await copies.has(three)).toBe(false)
  })

  test('something else in the place of the folder is named', async () => {
    const path = join(folder.path, 'blobs')
    await writeFile(path, 'text')
    const parts = async function* () {
      yield Buffer.from('content')
    }
    const refused = { code: 'STORE_UNAVAILABLE', message: expect.stringContaining(`"${path}`) }
    await expect(blobs.put(Buffer.from('content'))).rejects.toMatchObject(refused)
    await expect(blobs.putStream(parts(), 100)).rejects.toMatchObject(refused)
  })

  test('an unknown hash, and what is no hash, is not found', async () => {
    await writeFile(join(folder.path, 'secret'), 'x')
    for (const hash of ['0'.repeat(64), '', '../secret', 'A'.repeat(64)]) {
      await expect(blobs.get(hash)).rejects.toMatchObject({ code: 'BLOB_NOT_FOUND' })
    }
  })

  test('a folder that cannot be created is reported with advice', async () => {
    await writeFile(join(folder.path, 'blobs'), 'a file in its place')
    await expect(blobs.put(Buffer.from('x'))).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
  })
})

describe('a sweep of blobs', () => {
  test('removes those that nothing refers to, once they are a day old', async () => {
    const clock = { now: Date.now() }
    const swept = new FolderBlobStorage({ folder: join(folder.path, 'blobs'), now: () => clock.now })
    const used = await swept.put(Buffer.from('used'))
    const unused = await swept.put(Buffer.from('unused'))
    expect(await swept.sweep(new Set([used]))).toBe(0)
    clock.now += 25 * 60 * 60 * 1000
    expect(await swept.sweep(new Set([used]))).toBe(1)
    await expect(swept.get(unused)).rejects.toMatchObject({ code: 'BLOB_NOT_FOUND' })
    expect(Buffer.from(await swept.get(used)).toString()).toBe('used')
  })

  test('keeps blobs that were put again, so that the put can rely on them', async () => {
    const clock = { now: Date.now() }
    const swept = new FolderBlobStorage({ folder: join(folder.path, 'blobs'), now: () => clock.now })
    const hash = await swept.put(Buffer.from('again'))
    clock.now += 25 * 60 * 60 * 1000
    await Promise.all([swept.put(Buffer.from('again')), swept.sweep(new Set())])
    expect(await swept.sweep(new Set())).toBe(0)
    expect(Buffer.from(await swept.get(hash)).toString()).toBe('again')
  })

  test('of a folder that is not there removes nothing', async () => {
    expect(await blobs.sweep(new Set())).toBe(0)
  })
})
