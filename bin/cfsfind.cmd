@call "%~dp0cfs.cmd" find %*
