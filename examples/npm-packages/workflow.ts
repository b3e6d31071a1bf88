import { join } from 'node:path'
import { FunctionOperator, Workflow } from '@aiflow/sdk'
import Database from 'better-sqlite3'
import sharp from 'sharp'

const COLOURS = ['red', 'green', 'blue']
const WIDTHS = [64, 32, 16]

/** Draws pictures, and keeps smaller ones in a database. Both packages have a native part, which a bundle cannot contain. */
export const thumbnails = new Workflow({ name: 'thumbnails' }, () => {
  const draw = new FunctionOperator({
    name: 'draw',
    run: async ({ artifacts }) => {
      for (const background of COLOURS) {
        const picture = sharp({ create: { width: 256, height: 128, channels: 3, background } })
        await artifacts.put(`${background}.png`, await picture.png().toBuffer())
      }
    },
  })
  new FunctionOperator({
    name: 'shrink',
    startAfter: draw,
    run: async (context) => {
      const { artifacts } = context
      const file = join(await context.folder(), 'thumbnails.db')
      const database = new Database(file)
      database.exec('CREATE TABLE thumbnails (name TEXT, width INTEGER, height INTEGER, png BLOB)')
      const insert = database.prepare('INSERT INTO thumbnails VALUES (?, ?, ?, ?)')
      for (const { name } of await artifacts.of(draw).list()) {
        const picture = sharp(await artifacts.of(draw).path(name))
        for (const width of WIDTHS) {
          const { data, info } = await picture.clone().resize(width).png().toBuffer({ resolveWithObject: true })
          insert.run(name, info.width, info.height, data)
        }
      }
      const rows = database.prepare('SELECT name, width, height FROM thumbnails ORDER BY name, width').all()
      database.close()
      await artifacts.put('thumbnails.db', { file })
      return rows
    },
  })
})
