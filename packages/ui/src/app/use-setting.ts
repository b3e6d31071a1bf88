import { useState } from 'react'
import { readSetting, writeSetting } from '../data/settings.ts'

/** A setting that the browser remembers. */
export function useSetting(name: Parameters<typeof readSetting>[0]) {
  const [value, setValue] = useState(() => readSetting(name))
  const write = (next: string | null) => {
    writeSetting(name, next)
    setValue(next)
  }
  return [value, write] as const
}
