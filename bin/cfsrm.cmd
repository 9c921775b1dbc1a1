@call "%~dp0cfs.cmd" rm %*
