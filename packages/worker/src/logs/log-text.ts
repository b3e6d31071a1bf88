import { StringDecoder } from 'node:string_decoder'
import { firstMark, type LogMark } from './log-times.ts'

/** The text from character `at` on was written at `time`, in milliseconds since the epoch. */
interface TextTime {
  readonly at: number
  readonly time: number
}

export interface TimedText {
  readonly data: string
  readonly times: readonly TextTime[]
}

/** Decodes the part of a log that begins at `offset`, together with its times. */
export function decodeTimed(data: Buffer, offset: number, marks: readonly LogMark[]): TimedText {
  const decoder = new StringDecoder('utf8')
  const times: TextTime[] = []
  let text = ''
  let done = 0
  for (let index = firstMark(marks, (mark) => mark.offset > offset); done < data.length; index += 1) {
    const mark = marks[index]
    if (mark !== undefined && times.at(-1)?.time !== mark.time) times.push({ at: text.length, time: mark.time })
    const end = Math.min(data.length, (mark?.offset ?? Number.POSITIVE_INFINITY) - offset)
    text += decoder.write(data.subarray(done, end))
    done = end
  }
  return { data: text + decoder.end(), times }
}

/** Drops an incomplete character at the end, which the next part begins with, unless there is nothing else. */
export function withWholeCharacters(data: Buffer): Buffer {
  for (let back = 1; back <= Math.min(3, data.length - 1); back += 1) {
    const byte = data[data.length - back] ?? 0
    if (byte < 0x80) return data
    if (byte >= 0xc0) {
      const isCut = back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2)
      return isCut ? data.subarray(0, data.length - back) : data
    }
  }
  return data
}
