import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const OTHERS = /[^\0-\x7f]/g
/** Another character behind a backslash. The escape in its place would be read as a backslash and letters. */
const BEHIND_BACKSLASH = /(?<!\\)(?:\\\\)*\\[^\0-\x7f]/

const escaped = (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`

const problemOf = (output, text, index) =>
  `${output}:${text.slice(0, index).split('\n').length}: a character that is not ASCII follows a backslash. Remove the backslash, or write the character as "\\u" and its number.`

/**
 * A plugin of esbuild that lets what is built contain nothing but ASCII. V8 keeps the source of each module in memory, and
 * one other character doubles its size. esbuild itself leaves such characters in comments and regular expressions.
 */
export const asciiOnly = {
  name: 'ascii-only',
  setup({ initialOptions: { absWorkingDir = '' }, onEnd }) {
    onEnd(({ metafile, errors }) => {
      if (errors.length > 0) return {}
      const refused = []
      for (const output of Object.keys(metafile.outputs)) {
        const file = join(absWorkingDir, output)
        const text = readFileSync(file, 'utf8')
        const found = BEHIND_BACKSLASH.exec(text)
        if (found !== null) refused.push({ text: problemOf(output, text, found.index) })
        else if (text.search(OTHERS) !== -1) writeFileSync(file, text.replace(OTHERS, escaped))
      }
      return { errors: refused }
    })
  },
}
