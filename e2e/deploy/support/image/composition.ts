import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readServices } from './compose.ts'
import { Container } from './container.ts'
import { Image } from './image.ts'

const HOSTS = '127.0.0.1 localhost server worker\n'

/** The services of the compose file in containers of the image that the Dockerfile builds. They share one network. */
export class Composition {
  readonly services = readServices()
  readonly #image = new Image()
  readonly #running: Container[] = []
  #network: ChildProcess | null = null
  #files: Awaited<ReturnType<Image['open']>> | null = null

  /** Builds the image, and creates what its containers share. */
  async create(): Promise<void> {
    await this.#image.build()
    this.#files = await this.#image.open()
    const { root, config } = this.#files
    writeFileSync(join(root, 'etc/hosts'), HOSTS)
    // Empty volumes take over the owner of the folder of the image.
    const [user, group] = config.User.split(':').map(Number)
    for (const name of ['server', 'worker']) {
      mkdirSync(this.volume(name), { recursive: true, mode: 0o700 })
      chownSync(this.volume(name), user ?? 0, group ?? 0)
    }
    // It has the network until it is killed, without anything in it but the machine itself.
    const up = 'ip link set lo up && echo up && exec sleep infinity'
    this.#network = spawn('unshare', ['--net', 'sh', '-c', up], { stdio: ['ignore', 'pipe', 'inherit'] })
    if (this.#network.stdout !== null) await once(this.#network.stdout, 'data')
  }

  /** The folder outside of a volume. */
  volume(name: string): string {
    return join(this.#image.folder, 'volumes', name)
  }

  /** Starts a container of a service. */
  async start(name: 'prepare' | 'server' | 'worker'): Promise<Container> {
    if (this.#files === null) throw new Error('There is no image yet.')
    const container = new Container({
      ...this.#files,
      service: this.services[name],
      volumes: join(this.#image.folder, 'volumes'),
      network: this.#network?.pid ?? 0,
      log: join(this.#image.folder, `${name}.log`),
    })
    this.#running.push(container)
    await container.start()
    return container
  }

  async remove(): Promise<void> {
    for (const container of this.#running) await container.ended('SIGKILL')
    this.#network?.kill('SIGKILL')
    this.#image.remove()
  }
}
