@call "%~dp0cfs.cmd" mv %*
