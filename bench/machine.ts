import { cpus, loadavg, totalmem } from 'node:os'

/** Where and when the numbers were measured. */
export interface Machine {
  readonly cpu: string
  readonly cores: number
  readonly memoryGb: number
  readonly node: string
  readonly platform: string
  readonly date: string
  /** Load average of the minute before the measurement: other work of the machine. */
  readonly loadBefore: number
}

export function describeMachine(): Machine {
  const processors = cpus()
  const [load = 0] = loadavg()
  return {
    cpu: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memoryGb: Math.round(totalmem() / 1e9),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    date: new Date().toISOString(),
    loadBefore: Math.round(load * 100) / 100,
  }
}

/** For the line below a table. */
export function machineLine({ cpu, cores, memoryGb, node, platform, date, loadBefore }: Machine): string {
  return `${cores} cores ${cpu}, ${memoryGb} GB, ${platform}, Node ${node}, ${date}, load before ${loadBefore}`
}
