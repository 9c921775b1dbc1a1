@call "%~dp0cfs.cmd" open %*
