import { defineConfig } from '@aiflow/sdk/config'

export default defineConfig({
  // The workflows are in the folder "workflows". "aiflow dev" starts this one.
  start: 'sales',
  // The server of this project keeps everything here. Delete the folder to begin anew.
  home: '.aiflow',
})
