import { defineConfig } from '@aiflow/sdk/config'

export default defineConfig({
  // The workflows are in the folder "workflows". "aiflow dev" starts this one.
  start: 'training',
  // What the tasks need is uploaded with them. A task finds it in the folder "$AIFLOW_FILES".
  files: 'python',
  // The server of this project keeps everything here. Delete the folder to begin anew.
  home: '.aiflow',
})
