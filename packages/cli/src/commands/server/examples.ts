import type { ExampleTable } from '../example-table.ts'

export const SERVER_EXAMPLES = {
  'server start': ['aiflow server start -d', 'aiflow server start -d --port 9000 --slots 8'],
  'server stop': ['aiflow server stop', 'aiflow server stop --all'],
  'server status': ['aiflow server status', 'aiflow server status --home ~/other -o json'],
  'webserver start': ['aiflow webserver start -d', 'aiflow webserver start -d --port 9000'],
  'webserver stop': ['aiflow webserver stop', 'aiflow webserver stop --all'],
  'worker start': [
    'aiflow worker start --slots 8',
    'aiflow worker start --server http://10.0.0.5:8000 --token-file w.token',
  ],
  'worker list': ['aiflow worker list', 'aiflow worker list -o json'],
  'worker forget': ['aiflow worker forget gpu-1', 'aiflow worker forget gpu-1 --yes'],
  'config init': ['aiflow config init', 'aiflow config init --home ~/other'],
  'config list': ['aiflow config list', 'aiflow config list -o json'],
  'config get-value': ['aiflow config get-value server.port', 'aiflow config get-value history.days'],
  'db init': ['aiflow db init', 'aiflow db init --home ~/other'],
  'db upgrade': ['aiflow db upgrade', 'aiflow db upgrade --home ~/other'],
  'db downgrade': ['aiflow db downgrade', 'aiflow db downgrade --yes'],
  'db backup': ['aiflow db backup /mnt/backups/monday', 'aiflow db backup --into /mnt/backups --keep 14'],
  'db restore': ['aiflow db restore /mnt/backups/monday', 'aiflow db restore /mnt/backups/monday --yes'],
  'db reset': ['aiflow db reset', 'aiflow db reset --yes'],
  dev: ["aiflow dev 'workflows/**/*.ts' --start daily", 'aiflow dev workflow.ts -f scripts,data --port 0'],
  mcp: ['aiflow mcp', 'aiflow mcp --write --use-context prod'],
  open: ['aiflow open', 'aiflow open --print'],
  completion: ['aiflow completion bash > ~/.aiflow-completion', 'aiflow completion zsh > ~/.aiflow-completion'],
  version: ['aiflow version', 'aiflow version -o json'],
} as const satisfies ExampleTable
