@call "%~dp0cfs.cmd" cp %*
