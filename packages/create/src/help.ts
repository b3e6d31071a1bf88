import { TEMPLATES } from './templates.ts'

const WIDTH = 10
const templates = Object.entries(TEMPLATES).map(([name, shows]) => `  ${name.padEnd(WIDTH)} ${shows}`)

export const HELP = `Usage: npm create aiflow [NAME] [-- OPTIONS]

Creates a project with an AIFlow workflow and its test in the folder NAME, and installs what it needs.

Options:
  -t, --template TEMPLATE   what to begin with: ${Object.keys(TEMPLATES).join(', ')}; streaming by default
  --no-install              write the files only
  -v, --version             print the version
  -h, --help                print this

Templates:
${templates.join('\n')}

With pnpm and yarn the options need no "--": pnpm create aiflow NAME --template batch`
