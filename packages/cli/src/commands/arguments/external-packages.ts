import { isPackageName } from '@aiflow/sdk/internal/wire'
import { InvalidArgumentError, Option } from 'commander'

/** The option for packages that a bundle does not contain: `--external a --external b`, `--external a b` or `--external a,b`. */
export function externalOption(): Option {
  return new Option(
    '--external <packages...>',
    'npm packages to leave out of the bundle: workers install them; those with a native part need not be named',
  ).argParser(collectNames)
}

function collectNames(text: string, previous: readonly string[] = []): string[] {
  const names = text.split(',').filter((name) => name !== '')
  const wrong = names.find((name) => !isPackageName(name))
  if (wrong !== undefined) throw new InvalidArgumentError(`"${wrong}" is not the name of an npm package.`)
  return [...previous, ...names]
}
