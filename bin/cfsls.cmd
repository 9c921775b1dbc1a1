@call "%~dp0cfs.cmd" ls %*
