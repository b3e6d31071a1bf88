import type { Command } from 'commander'
import type { OpenSession, Session } from '../../session.ts'
import { addStartCommand, addStopCommand, type StartOptions, start, stop } from './server.ts'

const ONE_SERVER = 'The server serves the web page itself, so'

/** A separate program in the reference. Here these are other names for the server's commands. */
export function addWebserverCommands(group: Command, open: OpenSession): void {
  addStartCommand(group, `${ONE_SERVER} this is "aiflow server start"`).action(
    (options: StartOptions, command: Command) => startPage(open(command), options),
  )
  addStopCommand(group, `${ONE_SERVER} this is "aiflow server stop"`).action(
    (options: { all?: boolean }, command: Command) => stop(open(command), options.all === true),
  )
}

async function startPage(session: Session, options: StartOptions): Promise<void> {
  const { home, printer } = session
  const running = home.runningServer()
  if (running === null) {
    printer.note(`${ONE_SERVER} the server is started.`)
    return start(session, options)
  }
  await printer.done(`${ONE_SERVER} nothing needs to be started: it runs at ${running.url}.`, running, running.url)
}
