export {
  appendToFile,
  isDamagedFile,
  openFile,
  openLog,
  type ReadLimit,
  readFile,
  readTextFile,
  SMALL_FILE_BYTES,
  setAside,
  writeNewFile,
} from './home-file.ts'
export { lockHolder } from './lock-holder.ts'
