@echo off
setlocal
set "CFS_ROOT=%~dp0.."
set "CFS_NODE=%CFS_ROOT%\node_modules\node\bin\node.exe"
if not exist "%CFS_ROOT%\out\main\cli.js" (
  >&2 echo cfs: Starting: it is not built yet: run "npm run build" in %CFS_ROOT%
  exit /b 1
)
if exist "%CFS_NODE%" goto run
set "CFS_NODE=node"
node -e "process.exit(Number(process.versions.node.split('.')[0]) >= 24 ? 0 : 1)" 2>nul
if errorlevel 1 (
  >&2 echo cfs: Starting: it needs Node 24 or newer: run "npm ci" in %CFS_ROOT%, which brings it
  exit /b 1
)
:run
"%CFS_NODE%" "%CFS_ROOT%\out\main\cli.js" %*
