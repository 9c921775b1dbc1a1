@call "%~dp0cfs.cmd" get %*
