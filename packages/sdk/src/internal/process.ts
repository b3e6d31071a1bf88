export { collectStartGarbage } from '../model/process/start-garbage.ts'
