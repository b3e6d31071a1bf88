import type { ExampleTable } from '../example-table.ts'

export const ADMINISTRATION_EXAMPLES = {
  'namespace add': ['aiflow namespace add team-a', 'aiflow namespace add team-a --property owner=ann'],
  'namespace list': ['aiflow namespace list', 'aiflow namespace list -o json'],
  'namespace show': ['aiflow namespace show team-a', 'aiflow namespace show team-a -o yaml'],
  'namespace set-properties': [
    'aiflow namespace set-properties team-a owner=ann cost-center=12',
    'aiflow namespace set-properties team-a',
  ],
  'namespace delete': ['aiflow namespace delete team-a', 'aiflow namespace delete team-a --yes'],
  'pool list': ['aiflow pool list', 'aiflow pool list -o json'],
  'pool set': ['aiflow pool set gpu 2', 'aiflow pool set gpu 0'],
  'pool delete': ['aiflow pool delete gpu', 'aiflow pool delete gpu --yes'],
  'secret set': ['aiflow secret set db', 'aiflow secret set key --file key.pem'],
  'secret list': ['aiflow secret list', 'aiflow secret list -o json'],
  'secret delete': ['aiflow secret delete db', 'aiflow secret delete db --yes'],
  'secret rotate-key': ['aiflow secret rotate-key', 'aiflow secret rotate-key -o json'],
  'connection set': [
    'aiflow connection set api --type http url=https://api.example.org',
    'aiflow connection set warehouse port=6432 --secret password=warehouse-2027',
  ],
  'connection list': ['aiflow connection list', 'aiflow connection list -o json'],
  'connection show': ['aiflow connection show warehouse', 'aiflow connection show warehouse -o yaml'],
  'connection test': ['aiflow connection test warehouse', 'aiflow connection test warehouse -o json'],
  'connection delete': ['aiflow connection delete warehouse', 'aiflow connection delete warehouse --yes'],
  'connection types': ['aiflow connection types', 'aiflow connection types -o json'],
  'token create': [
    'aiflow token create ci --role author --namespaces team-a',
    'aiflow token create ci --role viewer --expires-in 90d -o plain > ci.token',
  ],
  'token list': ['aiflow token list', 'aiflow token list -o json'],
  'token revoke': ['aiflow token revoke ci', 'aiflow token revoke ci --yes'],
  'audit list': ['aiflow audit list --begin-time 1d', 'aiflow audit list --principal token:ci --action upload'],
} as const satisfies ExampleTable
